; pad(f32[4]) -> f32[7]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v31, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = add nsw i64 %v12, -1
  %v14 = trunc i64 %v13 to i32
  %v15 = insertelement <4 x i32> poison, i32 %v14, i32 0
  %v16 = shufflevector <4 x i32> %v15, <4 x i32> poison, <4 x i32> zeroinitializer
  %v17 = add <4 x i32> %v16, <i32 0, i32 1, i32 2, i32 3>
  %v18 = icmp ult <4 x i32> %v17, splat (i32 4)
  %v19 = getelementptr float, ptr %v2, i64 %v12
  %v20 = getelementptr float, ptr %v19, i64 -1
  %v21 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v20, i32 4, <4 x i1> %v18, <4 x float> zeroinitializer)
  %v22 = select <4 x i1> %v18, <4 x float> %v21, <4 x float> splat (float 0x0000000000000000)
  %v23 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v22, ptr %v23, align 4
  %v24 = add <4 x i32> splat (i32 3), <i32 0, i32 1, i32 2, i32 3>
  %v25 = icmp ult <4 x i32> %v24, splat (i32 4)
  %v26 = and <4 x i1> %v25, <i1 true, i1 true, i1 true, i1 false>
  %v27 = getelementptr float, ptr %v2, i64 3
  %v28 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v27, i32 4, <4 x i1> %v26, <4 x float> zeroinitializer)
  %v29 = select <4 x i1> %v25, <4 x float> %v28, <4 x float> splat (float 0x0000000000000000)
  %v30 = getelementptr float, ptr %v4, i64 4
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v29, ptr %v30, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v31 = add nsw i64 %loop10.i, 1
  %v32 = icmp slt i64 %v31, %v9
  br i1 %v32, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; reshape(f32[3,4]) -> f32[12]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v22, %loop10 ]
  %v12 = mul nsw i64 0, 12
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v14, ptr %v15, align 4
  %v16 = getelementptr float, ptr %v13, i64 4
  %v17 = load <4 x float>, ptr %v16, align 4
  %v18 = getelementptr float, ptr %v15, i64 4
  store <4 x float> %v17, ptr %v18, align 4
  %v19 = getelementptr float, ptr %v13, i64 8
  %v20 = load <4 x float>, ptr %v19, align 4
  %v21 = getelementptr float, ptr %v15, i64 8
  store <4 x float> %v20, ptr %v21, align 4
  %v22 = add nsw i64 %loop10.i, 1
  %v23 = icmp slt i64 %v22, %v9
  br i1 %v23, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; view(f32[3,4]) -> f32[4,3]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v62, %loop10 ]
  %v12 = mul nsw i64 0, 16
  %v13 = mul nsw i64 0, 4
  %v14 = add nsw i64 %v12, %v13
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = getelementptr float, ptr %v15, i64 0
  %v17 = load float, ptr %v16, align 4
  %v18 = insertelement <4 x float> zeroinitializer, float %v17, i32 0
  %v19 = getelementptr float, ptr %v15, i64 4
  %v20 = load float, ptr %v19, align 4
  %v21 = insertelement <4 x float> %v18, float %v20, i32 1
  %v22 = getelementptr float, ptr %v15, i64 8
  %v23 = load float, ptr %v22, align 4
  %v24 = insertelement <4 x float> %v21, float %v23, i32 2
  %v25 = mul nsw i64 0, 12
  %v26 = mul nsw i64 0, 4
  %v27 = add nsw i64 %v25, %v26
  %v28 = getelementptr float, ptr %v4, i64 %v27
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v24, ptr %v28, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v29 = getelementptr float, ptr %v15, i64 1
  %v30 = getelementptr float, ptr %v29, i64 0
  %v31 = load float, ptr %v30, align 4
  %v32 = insertelement <4 x float> zeroinitializer, float %v31, i32 0
  %v33 = getelementptr float, ptr %v29, i64 4
  %v34 = load float, ptr %v33, align 4
  %v35 = insertelement <4 x float> %v32, float %v34, i32 1
  %v36 = getelementptr float, ptr %v29, i64 8
  %v37 = load float, ptr %v36, align 4
  %v38 = insertelement <4 x float> %v35, float %v37, i32 2
  %v39 = getelementptr float, ptr %v28, i64 3
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v38, ptr %v39, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v40 = getelementptr float, ptr %v15, i64 2
  %v41 = getelementptr float, ptr %v40, i64 0
  %v42 = load float, ptr %v41, align 4
  %v43 = insertelement <4 x float> zeroinitializer, float %v42, i32 0
  %v44 = getelementptr float, ptr %v40, i64 4
  %v45 = load float, ptr %v44, align 4
  %v46 = insertelement <4 x float> %v43, float %v45, i32 1
  %v47 = getelementptr float, ptr %v40, i64 8
  %v48 = load float, ptr %v47, align 4
  %v49 = insertelement <4 x float> %v46, float %v48, i32 2
  %v50 = getelementptr float, ptr %v28, i64 6
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v49, ptr %v50, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v51 = getelementptr float, ptr %v15, i64 3
  %v52 = getelementptr float, ptr %v51, i64 0
  %v53 = load float, ptr %v52, align 4
  %v54 = insertelement <4 x float> zeroinitializer, float %v53, i32 0
  %v55 = getelementptr float, ptr %v51, i64 4
  %v56 = load float, ptr %v55, align 4
  %v57 = insertelement <4 x float> %v54, float %v56, i32 1
  %v58 = getelementptr float, ptr %v51, i64 8
  %v59 = load float, ptr %v58, align 4
  %v60 = insertelement <4 x float> %v57, float %v59, i32 2
  %v61 = getelementptr float, ptr %v28, i64 9
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v60, ptr %v61, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v62 = add nsw i64 %loop10.i, 1
  %v63 = icmp slt i64 %v62, %v9
  br i1 %v63, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
