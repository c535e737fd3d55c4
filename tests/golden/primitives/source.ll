; constant() -> f32[]
define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 1
  %v2 = load ptr, ptr %v1, align 8
  %v3 = mul i64 %tid, 1
  %v4 = udiv i64 %v3, %threads
  %v5 = add i64 %tid, 1
  %v6 = mul i64 %v5, 1
  %v7 = udiv i64 %v6, %threads
  %v9 = icmp slt i64 %v4, %v7
  br i1 %v9, label %loop8, label %loop8.end
loop8:
  %loop8.i = phi i64 [ %v4, %entry ], [ %v10, %loop8 ]
  store float 0x3FF8000000000000, ptr %v2, align 4
  %v10 = add nsw i64 %loop8.i, 1
  %v11 = icmp slt i64 %v10, %v7
  br i1 %v11, label %loop8, label %loop8.end, !llvm.loop !0
loop8.end:
  ret void
}
; iota() -> i32[4]
define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 1
  %v2 = load ptr, ptr %v1, align 8
  %v3 = mul i64 %tid, 1
  %v4 = udiv i64 %v3, %threads
  %v5 = add i64 %tid, 1
  %v6 = mul i64 %v5, 1
  %v7 = udiv i64 %v6, %threads
  %v9 = icmp slt i64 %v4, %v7
  br i1 %v9, label %loop8, label %loop8.end
loop8:
  %loop8.i = phi i64 [ %v4, %entry ], [ %v16, %loop8 ]
  %v10 = mul nsw i64 0, 4
  %v11 = trunc i64 %v10 to i32
  %v12 = insertelement <4 x i32> poison, i32 %v11, i32 0
  %v13 = shufflevector <4 x i32> %v12, <4 x i32> poison, <4 x i32> zeroinitializer
  %v14 = add <4 x i32> %v13, <i32 0, i32 1, i32 2, i32 3>
  %v15 = getelementptr i32, ptr %v2, i64 %v10
  store <4 x i32> %v14, ptr %v15, align 4
  %v16 = add nsw i64 %loop8.i, 1
  %v17 = icmp slt i64 %v16, %v7
  br i1 %v17, label %loop8, label %loop8.end, !llvm.loop !0
loop8.end:
  ret void
}
