define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 1
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 2
  %v4 = load ptr, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %table, i64 3
  %v6 = load ptr, ptr %v5, align 8
  %v7 = mul i64 %tid, 24
  %v8 = udiv i64 %v7, %threads
  %v9 = add i64 %tid, 1
  %v10 = mul i64 %v9, 24
  %v11 = udiv i64 %v10, %threads
  %v13 = icmp slt i64 %v8, %v11
  br i1 %v13, label %loop12, label %loop12.end
loop12:
  %loop12.i = phi i64 [ %v8, %entry ], [ %v28, %loop12 ]
  %v14 = and i64 %loop12.i, 3
  %v15 = ashr i64 %loop12.i, 2
  %v16 = mul nsw i64 %v15, 5
  %v17 = getelementptr float, ptr %v2, i64 %v16
  %v18 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v17, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>, <16 x float> zeroinitializer)
  %v19 = getelementptr float, ptr %v4, i64 %v14
  %v20 = load float, ptr %v19, align 4
  %v21 = insertelement <16 x float> poison, float %v20, i32 0
  %v22 = shufflevector <16 x float> %v21, <16 x float> poison, <16 x i32> zeroinitializer
  %v23 = fsub <16 x float> %v18, %v22
  %v24 = mul nsw i64 %v15, 20
  %v25 = mul nsw i64 %v14, 5
  %v26 = add nsw i64 %v24, %v25
  %v27 = getelementptr float, ptr %v6, i64 %v26
  call void @llvm.masked.store.v16f32.p0(<16 x float> %v23, ptr %v27, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>)
  %v28 = add nsw i64 %loop12.i, 1
  %v29 = icmp slt i64 %v28, %v11
  br i1 %v29, label %loop12, label %loop12.end, !llvm.loop !0
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
