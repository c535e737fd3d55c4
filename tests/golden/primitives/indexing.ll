; gather(f32[3,4], i32[4]) -> f32[4,4]
define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 1
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 2
  %v4 = load ptr, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %table, i64 3
  %v6 = load ptr, ptr %v5, align 8
  %v7 = mul i64 %tid, 4
  %v8 = udiv i64 %v7, %threads
  %v9 = add i64 %tid, 1
  %v10 = mul i64 %v9, 4
  %v11 = udiv i64 %v10, %threads
  %v13 = icmp slt i64 %v8, %v11
  br i1 %v13, label %loop12, label %loop12.end
loop12:
  %loop12.i = phi i64 [ %v8, %entry ], [ %v27, %loop12 ]
  %v14 = getelementptr i32, ptr %v4, i64 %loop12.i
  %v24 = mul nsw i64 %loop12.i, 4
  %v25 = getelementptr float, ptr %v6, i64 %v24
  %v15 = load i32, ptr %v14, align 4
  %v16 = sext i32 %v15 to i64
  %v17 = call i64 @llvm.smax.i64(i64 %v16, i64 0)
  %v18 = call i64 @llvm.smin.i64(i64 %v17, i64 2)
  %v19 = mul i64 %v18, 4
  %v20 = mul nsw i64 0, 4
  %v21 = getelementptr float, ptr %v2, i64 %v20
  %v22 = getelementptr float, ptr %v21, i64 %v19
  %v23 = load <4 x float>, ptr %v22, align 4
  %v26 = getelementptr float, ptr %v25, i64 %v20
  store <4 x float> %v23, ptr %v26, align 4
  %v27 = add nsw i64 %loop12.i, 1
  %v28 = icmp slt i64 %v27, %v11
  br i1 %v28, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; scatter_add(i32[4], f32[4,4]) -> f32[3,4]
define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 0
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 1
  %v4 = load ptr, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %table, i64 2
  %v6 = load ptr, ptr %v5, align 8
  %v7 = add i64 %tid, 1
  %v8 = mul i64 %tid, 1
  %v9 = udiv i64 %v8, %threads
  %v10 = mul i64 %v7, 1
  %v11 = udiv i64 %v10, %threads
  br label %loop12
loop12:
  %loop12.i = phi i64 [ 0, %entry ], [ %v20, %loop13.end ]
  %v15 = mul nsw i64 %loop12.i, 4
  %v16 = getelementptr float, ptr %v2, i64 %v15
  %v14 = icmp slt i64 %v9, %v11
  br i1 %v14, label %loop13, label %loop13.end
loop13:
  %loop13.i = phi i64 [ %v9, %loop12 ], [ %v18, %loop13 ]
  %v17 = getelementptr float, ptr %v16, i64 64
  store <4 x float> splat (float 0x0000000000000000), ptr %v17, align 4
  %v18 = add nsw i64 %loop13.i, 1
  %v19 = icmp slt i64 %v18, %v11
  br i1 %v19, label %loop13, label %loop13.end, !llvm.loop !0
loop13.end:
  %v20 = add nsw i64 %loop12.i, 1
  %v21 = icmp slt i64 %v20, 3
  br i1 %v21, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  br label %loop22
loop22:
  %loop22.i = phi i64 [ 0, %loop12.end ], [ %v41, %loop29.end ]
  %v23 = getelementptr i32, ptr %v4, i64 %loop22.i
  %v24 = load i32, ptr %v23, align 4
  %v25 = sext i32 %v24 to i64
  %v26 = call i64 @llvm.smax.i64(i64 %v25, i64 0)
  %v27 = call i64 @llvm.smin.i64(i64 %v26, i64 2)
  %v28 = mul i64 %v27, 4
  %v31 = mul nsw i64 %loop22.i, 4
  %v32 = getelementptr float, ptr %v6, i64 %v31
  %v30 = icmp slt i64 %v9, %v11
  br i1 %v30, label %loop29, label %loop29.end
loop29:
  %loop29.i = phi i64 [ %v9, %loop22 ], [ %v39, %loop29 ]
  %v33 = load <4 x float>, ptr %v32, align 4
  %v34 = getelementptr float, ptr %v2, i64 64
  %v35 = getelementptr float, ptr %v34, i64 %v28
  %v36 = load <4 x float>, ptr %v35, align 4
  %v37 = fadd <4 x float> %v36, %v33
  %v38 = getelementptr float, ptr %v34, i64 %v28
  store <4 x float> %v37, ptr %v38, align 4
  %v39 = add nsw i64 %loop29.i, 1
  %v40 = icmp slt i64 %v39, %v11
  br i1 %v40, label %loop29, label %loop29.end, !llvm.loop !0
loop29.end:
  %v41 = add nsw i64 %loop22.i, 1
  %v42 = icmp slt i64 %v41, 4
  br i1 %v42, label %loop22, label %loop22.end, !llvm.loop !0
loop22.end:
  ret void
}
define void @k1(i64 %tid, i64 %threads, ptr %table) nounwind {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 0
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 3
  %v4 = load ptr, ptr %v3, align 8
  %v5 = mul i64 %tid, 1
  %v6 = udiv i64 %v5, %threads
  %v7 = add i64 %tid, 1
  %v8 = mul i64 %v7, 1
  %v9 = udiv i64 %v8, %threads
  %v11 = icmp slt i64 %v6, %v9
  br i1 %v11, label %loop10, label %loop10.end
loop10:
  %loop10.i = phi i64 [ %v6, %entry ], [ %v23, %loop10 ]
  %v12 = mul nsw i64 0, 12
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = getelementptr float, ptr %v13, i64 64
  %v15 = load <4 x float>, ptr %v14, align 4
  %v16 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v15, ptr %v16, align 4
  %v17 = getelementptr float, ptr %v13, i64 68
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = getelementptr float, ptr %v16, i64 4
  store <4 x float> %v18, ptr %v19, align 4
  %v20 = getelementptr float, ptr %v13, i64 72
  %v21 = load <4 x float>, ptr %v20, align 4
  %v22 = getelementptr float, ptr %v16, i64 8
  store <4 x float> %v21, ptr %v22, align 4
  %v23 = add nsw i64 %loop10.i, 1
  %v24 = icmp slt i64 %v23, %v9
  br i1 %v24, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
