; contract(f32[3,4], f32[4,8]) -> f32[3,8]
define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind {
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
  %loop12.i = phi i64 [ %v8, %entry ], [ %v38, %loop14.end ]
  %v15 = mul nsw i64 %loop12.i, 4
  %v16 = getelementptr float, ptr %v2, i64 %v15
  %v34 = mul nsw i64 %loop12.i, 8
  %v35 = getelementptr float, ptr %v6, i64 %v34
  %v19 = mul nsw i64 0, 8
  %v20 = getelementptr float, ptr %v4, i64 %v19
  br label %loop14
loop14:
  %loop14.i = phi i64 [ 0, %loop12 ], [ %v32, %loop14 ]
  %loop14.0 = phi <4 x float> [ splat (float 0x0000000000000000), %loop12 ], [ %v27, %loop14 ]
  %loop14.1 = phi <4 x float> [ splat (float 0x0000000000000000), %loop12 ], [ %v31, %loop14 ]
  %v17 = getelementptr float, ptr %v16, i64 %loop14.i
  %v18 = load float, ptr %v17, align 4
  %v21 = mul nsw i64 %loop14.i, 8
  %v22 = getelementptr float, ptr %v20, i64 %v21
  %v23 = load <4 x float>, ptr %v22, align 4
  %v24 = insertelement <4 x float> poison, float %v18, i32 0
  %v25 = shufflevector <4 x float> %v24, <4 x float> poison, <4 x i32> zeroinitializer
  %v26 = fmul <4 x float> %v25, %v23
  %v27 = fadd <4 x float> %loop14.0, %v26
  %v28 = getelementptr float, ptr %v22, i64 4
  %v29 = load <4 x float>, ptr %v28, align 4
  %v30 = fmul <4 x float> %v25, %v29
  %v31 = fadd <4 x float> %loop14.1, %v30
  %v32 = add nsw i64 %loop14.i, 1
  %v33 = icmp slt i64 %v32, 4
  br i1 %v33, label %loop14, label %loop14.end, !llvm.loop !0
loop14.end:
  %v36 = getelementptr float, ptr %v35, i64 %v19
  store <4 x float> %v27, ptr %v36, align 4
  %v37 = getelementptr float, ptr %v36, i64 4
  store <4 x float> %v31, ptr %v37, align 4
  %v38 = add nsw i64 %loop12.i, 1
  %v39 = icmp slt i64 %v38, %v11
  br i1 %v39, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
