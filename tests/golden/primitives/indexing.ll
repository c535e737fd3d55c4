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
  %v8 = mul i64 %tid, 3
  %v9 = udiv i64 %v8, %threads
  %v10 = mul i64 %v7, 3
  %v11 = udiv i64 %v10, %threads
  %v13 = icmp slt i64 %v9, %v11
  br i1 %v13, label %loop12, label %loop12.end
loop12:
  %loop12.i = phi i64 [ %v9, %entry ], [ %v21, %loop14.end ]
  %v15 = mul nsw i64 %loop12.i, 4
  %v16 = getelementptr float, ptr %v2, i64 %v15
  br label %loop14
loop14:
  %loop14.i = phi i64 [ 0, %loop12 ], [ %v19, %loop14 ]
  %v17 = getelementptr float, ptr %v16, i64 %loop14.i
  %v18 = getelementptr float, ptr %v17, i64 64
  store float 0x0000000000000000, ptr %v18, align 4
  %v19 = add nsw i64 %loop14.i, 1
  %v20 = icmp slt i64 %v19, 4
  br i1 %v20, label %loop14, label %loop14.end, !llvm.loop !0
loop14.end:
  %v21 = add nsw i64 %loop12.i, 1
  %v22 = icmp slt i64 %v21, %v11
  br i1 %v22, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  br label %loop23
loop23:
  %loop23.i = phi i64 [ 0, %loop12.end ], [ %v47, %if33.end ]
  %v24 = getelementptr i32, ptr %v4, i64 %loop23.i
  %v25 = load i32, ptr %v24, align 4
  %v26 = sext i32 %v25 to i64
  %v27 = call i64 @llvm.smax.i64(i64 %v26, i64 0)
  %v28 = call i64 @llvm.smin.i64(i64 %v27, i64 2)
  %v29 = icmp sge i64 %v28, %v9
  %v30 = icmp slt i64 %v28, %v11
  %v31 = and i1 %v29, %v30
  %v32 = mul i64 %v28, 4
  %v39 = mul nsw i64 %loop23.i, 4
  %v40 = getelementptr float, ptr %v6, i64 %v39
  br i1 %v31, label %if33.yes, label %if33.end
if33.yes:
  br label %loop34
loop34:
  %loop34.i = phi i64 [ 0, %if33.yes ], [ %v45, %loop34 ]
  %v35 = getelementptr float, ptr %v2, i64 %loop34.i
  %v36 = getelementptr float, ptr %v35, i64 64
  %v37 = getelementptr float, ptr %v36, i64 %v32
  %v38 = load float, ptr %v37, align 4
  %v41 = getelementptr float, ptr %v40, i64 %loop34.i
  %v42 = load float, ptr %v41, align 4
  %v43 = fadd float %v38, %v42
  %v44 = getelementptr float, ptr %v36, i64 %v32
  store float %v43, ptr %v44, align 4
  %v45 = add nsw i64 %loop34.i, 1
  %v46 = icmp slt i64 %v45, 4
  br i1 %v46, label %loop34, label %loop34.end, !llvm.loop !0
loop34.end:
  br label %if33.end
if33.end:
  %v47 = add nsw i64 %loop23.i, 1
  %v48 = icmp slt i64 %v47, 4
  br i1 %v48, label %loop23, label %loop23.end, !llvm.loop !0
loop23.end:
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
