; equal(f32[4], f32[4]) -> bool[4]
define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 1
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 2
  %v4 = load ptr, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %table, i64 3
  %v6 = load ptr, ptr %v5, align 8
  %v7 = mul i64 %tid, 1
  %v8 = udiv i64 %v7, %threads
  %v9 = add i64 %tid, 1
  %v10 = mul i64 %v9, 1
  %v11 = udiv i64 %v10, %threads
  %v13 = icmp slt i64 %v8, %v11
  br i1 %v13, label %loop12, label %loop12.end
loop12:
  %loop12.i = phi i64 [ %v8, %entry ], [ %v22, %loop12 ]
  %v14 = mul nsw i64 0, 4
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <4 x float>, ptr %v15, align 4
  %v17 = getelementptr float, ptr %v4, i64 %v14
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = fcmp oeq <4 x float> %v16, %v18
  %v20 = getelementptr i8, ptr %v6, i64 %v14
  %v21 = zext <4 x i1> %v19 to <4 x i8>
  store <4 x i8> %v21, ptr %v20, align 1
  %v22 = add nsw i64 %loop12.i, 1
  %v23 = icmp slt i64 %v22, %v11
  br i1 %v23, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; less(f32[4], f32[4]) -> bool[4]
define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 1
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 2
  %v4 = load ptr, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %table, i64 3
  %v6 = load ptr, ptr %v5, align 8
  %v7 = mul i64 %tid, 1
  %v8 = udiv i64 %v7, %threads
  %v9 = add i64 %tid, 1
  %v10 = mul i64 %v9, 1
  %v11 = udiv i64 %v10, %threads
  %v13 = icmp slt i64 %v8, %v11
  br i1 %v13, label %loop12, label %loop12.end
loop12:
  %loop12.i = phi i64 [ %v8, %entry ], [ %v22, %loop12 ]
  %v14 = mul nsw i64 0, 4
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <4 x float>, ptr %v15, align 4
  %v17 = getelementptr float, ptr %v4, i64 %v14
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = fcmp olt <4 x float> %v16, %v18
  %v20 = getelementptr i8, ptr %v6, i64 %v14
  %v21 = zext <4 x i1> %v19 to <4 x i8>
  store <4 x i8> %v21, ptr %v20, align 1
  %v22 = add nsw i64 %loop12.i, 1
  %v23 = icmp slt i64 %v22, %v11
  br i1 %v23, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; less_equal(f32[4], f32[4]) -> bool[4]
define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 1
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 2
  %v4 = load ptr, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %table, i64 3
  %v6 = load ptr, ptr %v5, align 8
  %v7 = mul i64 %tid, 1
  %v8 = udiv i64 %v7, %threads
  %v9 = add i64 %tid, 1
  %v10 = mul i64 %v9, 1
  %v11 = udiv i64 %v10, %threads
  %v13 = icmp slt i64 %v8, %v11
  br i1 %v13, label %loop12, label %loop12.end
loop12:
  %loop12.i = phi i64 [ %v8, %entry ], [ %v22, %loop12 ]
  %v14 = mul nsw i64 0, 4
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <4 x float>, ptr %v15, align 4
  %v17 = getelementptr float, ptr %v4, i64 %v14
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = fcmp ole <4 x float> %v16, %v18
  %v20 = getelementptr i8, ptr %v6, i64 %v14
  %v21 = zext <4 x i1> %v19 to <4 x i8>
  store <4 x i8> %v21, ptr %v20, align 1
  %v22 = add nsw i64 %loop12.i, 1
  %v23 = icmp slt i64 %v22, %v11
  br i1 %v23, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; not_equal(f32[4], f32[4]) -> bool[4]
define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 1
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 2
  %v4 = load ptr, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %table, i64 3
  %v6 = load ptr, ptr %v5, align 8
  %v7 = mul i64 %tid, 1
  %v8 = udiv i64 %v7, %threads
  %v9 = add i64 %tid, 1
  %v10 = mul i64 %v9, 1
  %v11 = udiv i64 %v10, %threads
  %v13 = icmp slt i64 %v8, %v11
  br i1 %v13, label %loop12, label %loop12.end
loop12:
  %loop12.i = phi i64 [ %v8, %entry ], [ %v22, %loop12 ]
  %v14 = mul nsw i64 0, 4
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <4 x float>, ptr %v15, align 4
  %v17 = getelementptr float, ptr %v4, i64 %v14
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = fcmp une <4 x float> %v16, %v18
  %v20 = getelementptr i8, ptr %v6, i64 %v14
  %v21 = zext <4 x i1> %v19 to <4 x i8>
  store <4 x i8> %v21, ptr %v20, align 1
  %v22 = add nsw i64 %loop12.i, 1
  %v23 = icmp slt i64 %v22, %v11
  br i1 %v23, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
