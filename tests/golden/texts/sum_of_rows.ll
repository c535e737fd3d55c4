define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 1
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 2
  %v4 = load ptr, ptr %v3, align 8
  %v5 = mul i64 %tid, 100
  %v6 = udiv i64 %v5, %threads
  %v7 = add i64 %tid, 1
  %v8 = mul i64 %v7, 100
  %v9 = udiv i64 %v8, %threads
  %v11 = icmp slt i64 %v6, %v9
  br i1 %v11, label %loop10, label %loop10.end
loop10:
  %loop10.i = phi i64 [ %v6, %entry ], [ %v36, %loop10 ]
  %v12 = mul nsw i64 %loop10.i, 40
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = mul nsw i64 0, 32
  %v15 = getelementptr float, ptr %v13, i64 %v14
  %v16 = load <16 x float>, ptr %v15, align 4
  %v17 = fadd <16 x float> splat (float 0x0000000000000000), %v16
  %v18 = getelementptr float, ptr %v15, i64 16
  %v19 = load <16 x float>, ptr %v18, align 4
  %v20 = fadd <16 x float> splat (float 0x0000000000000000), %v19
  %v21 = getelementptr float, ptr %v13, i64 32
  %v22 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v21, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>, <16 x float> zeroinitializer)
  %v23 = select <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>, <16 x float> %v22, <16 x float> splat (float 0x0000000000000000)
  %v24 = fadd <16 x float> %v17, %v23
  %v25 = fadd <16 x float> %v24, %v20
  %v26 = shufflevector <16 x float> %v25, <16 x float> poison, <16 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v27 = fadd <16 x float> %v25, %v26
  %v28 = shufflevector <16 x float> %v27, <16 x float> poison, <16 x i32> <i32 4, i32 5, i32 6, i32 7, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v29 = fadd <16 x float> %v27, %v28
  %v30 = shufflevector <16 x float> %v29, <16 x float> poison, <16 x i32> <i32 2, i32 3, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v31 = fadd <16 x float> %v29, %v30
  %v32 = shufflevector <16 x float> %v31, <16 x float> poison, <16 x i32> <i32 1, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v33 = fadd <16 x float> %v31, %v32
  %v34 = extractelement <16 x float> %v33, i32 0
  %v35 = getelementptr float, ptr %v4, i64 %loop10.i
  store float %v34, ptr %v35, align 4
  %v36 = add nsw i64 %loop10.i, 1
  %v37 = icmp slt i64 %v36, %v9
  br i1 %v37, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
define void @step(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 3
  %v2 = load ptr, ptr %v1, align 8
  call void @k0(i64 %tid, i64 %threads, ptr %table)
  ret void
}
declare <16 x float> @llvm.masked.load.v16f32.p0(ptr, i32, <16 x i1>, <16 x float>)
!0 = distinct !{!0, !1, !2}
!1 = !{!"llvm.loop.unroll.disable"}
!2 = !{!"llvm.loop.vectorize.enable", i1 false}


declare i32 @sched_yield()
