; after(f32[4], f32[4]) -> f32[4]
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
  %loop12.i = phi i64 [ %v8, %entry ], [ %v20, %loop12 ]
  %v14 = mul nsw i64 0, 4
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <4 x float>, ptr %v15, align 4
  %v17 = getelementptr float, ptr %v4, i64 %v14
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = getelementptr float, ptr %v6, i64 %v14
  store <4 x float> %v16, ptr %v19, align 4
  %v20 = add nsw i64 %loop12.i, 1
  %v21 = icmp slt i64 %v20, %v11
  br i1 %v21, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; stop_gradient(f32[4]) -> f32[4]
define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 1
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 2
  %v4 = load ptr, ptr %v3, align 8
  %v5 = mul i64 %tid, 1
  %v6 = udiv i64 %v5, %threads
  %v7 = add i64 %tid, 1
  %v8 = mul i64 %v7, 1
  %v9 = udiv i64 %v8, %threads
  %v11 = icmp slt i64 %v6, %v9
  br i1 %v11, label %loop10, label %loop10.end
loop10:
  %loop10.i = phi i64 [ %v6, %entry ], [ %v16, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v14, ptr %v15, align 4
  %v16 = add nsw i64 %loop10.i, 1
  %v17 = icmp slt i64 %v16, %v9
  br i1 %v17, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; tagged(f32[4]) -> f32[4]
define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 1
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 2
  %v4 = load ptr, ptr %v3, align 8
  %v5 = mul i64 %tid, 1
  %v6 = udiv i64 %v5, %threads
  %v7 = add i64 %tid, 1
  %v8 = mul i64 %v7, 1
  %v9 = udiv i64 %v8, %threads
  %v11 = icmp slt i64 %v6, %v9
  br i1 %v11, label %loop10, label %loop10.end
loop10:
  %loop10.i = phi i64 [ %v6, %entry ], [ %v16, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v14, ptr %v15, align 4
  %v16 = add nsw i64 %loop10.i, 1
  %v17 = icmp slt i64 %v16, %v9
  br i1 %v17, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
