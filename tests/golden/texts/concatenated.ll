define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 1
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 2
  %v4 = load ptr, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %table, i64 3
  %v6 = load ptr, ptr %v5, align 8
  %v7 = mul i64 %tid, 3
  %v8 = udiv i64 %v7, %threads
  %v9 = add i64 %tid, 1
  %v10 = mul i64 %v9, 3
  %v11 = udiv i64 %v10, %threads
  %v13 = icmp slt i64 %v8, %v11
  br i1 %v13, label %loop12, label %loop12.end
loop12:
  %loop12.i = phi i64 [ %v8, %entry ], [ %v36, %loop12 ]
  %v14 = add <16 x i32> splat (i32 0), <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %v15 = sext <16 x i32> %v14 to <16 x i64>
  %v16 = icmp sle <16 x i64> splat (i64 4), %v15
  %v17 = add <16 x i32> splat (i32 -4), <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %v18 = icmp ult <16 x i32> %v17, splat (i32 2)
  %v19 = and <16 x i1> %v18, <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>
  %v20 = mul nsw i64 %loop12.i, 2
  %v21 = getelementptr float, ptr %v4, i64 %v20
  %v22 = getelementptr float, ptr %v21, i64 -4
  %v23 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v22, i32 4, <16 x i1> %v19, <16 x float> zeroinitializer)
  %v24 = select <16 x i1> %v18, <16 x float> %v23, <16 x float> splat (float 0x0000000000000000)
  %v25 = add <16 x i32> splat (i32 0), <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %v26 = icmp ult <16 x i32> %v25, splat (i32 4)
  %v27 = and <16 x i1> %v26, <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>
  %v28 = mul nsw i64 %loop12.i, 4
  %v29 = getelementptr float, ptr %v2, i64 %v28
  %v30 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v29, i32 4, <16 x i1> %v27, <16 x float> zeroinitializer)
  %v31 = select <16 x i1> %v26, <16 x float> %v30, <16 x float> splat (float 0x0000000000000000)
  %v32 = select <16 x i1> %v16, <16 x float> %v24, <16 x float> %v31
  %v33 = fmul <16 x float> %v32, splat (float 0x4000000000000000)
  %v34 = mul nsw i64 %loop12.i, 6
  %v35 = getelementptr float, ptr %v6, i64 %v34
  call void @llvm.masked.store.v16f32.p0(<16 x float> %v33, ptr %v35, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>)
  %v36 = add nsw i64 %loop12.i, 1
  %v37 = icmp slt i64 %v36, %v11
  br i1 %v37, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
define void @step(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 4
  %v2 = load ptr, ptr %v1, align 8
  call void @k0(i64 %tid, i64 %threads, ptr %table)
  ret void
}
declare <16 x float> @llvm.masked.load.v16f32.p0(ptr, i32, <16 x i1>, <16 x float>)
declare void @llvm.masked.store.v16f32.p0(<16 x float>, ptr, i32, <16 x i1>)
!0 = distinct !{!0, !1, !2}
!1 = !{!"llvm.loop.unroll.disable"}
!2 = !{!"llvm.loop.vectorize.enable", i1 false}


declare i32 @sched_yield()
