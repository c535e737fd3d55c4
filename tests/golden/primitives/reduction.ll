; argmax(f32[3,4]) -> i64[3]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v60, %loop38.end ]
  %v13 = mul nsw i64 0, 8
  %v14 = getelementptr float, ptr %v2, i64 %v13
  br label %loop12
loop12:
  %loop12.i = phi i64 [ 0, %loop10 ], [ %v33, %loop12 ]
  %loop12.0 = phi <2 x float> [ splat (float 0xFFF0000000000000), %loop10 ], [ %v31, %loop12 ]
  %loop12.1 = phi <2 x i32> [ splat (i32 0), %loop10 ], [ %v32, %loop12 ]
  %v15 = getelementptr float, ptr %v14, i64 %loop12.i
  %v16 = getelementptr float, ptr %v15, i64 0
  %v17 = load float, ptr %v16, align 4
  %v18 = insertelement <2 x float> poison, float %v17, i32 0
  %v19 = getelementptr float, ptr %v15, i64 4
  %v20 = load float, ptr %v19, align 4
  %v21 = insertelement <2 x float> %v18, float %v20, i32 1
  %v22 = trunc i64 %loop12.i to i32
  %v23 = insertelement <2 x i32> poison, i32 %v22, i32 0
  %v24 = shufflevector <2 x i32> %v23, <2 x i32> poison, <2 x i32> zeroinitializer
  %v25 = fcmp ogt <2 x float> %v21, %loop12.0
  %v26 = fcmp uno <2 x float> %v21, zeroinitializer
  %v27 = fcmp uno <2 x float> %loop12.0, zeroinitializer
  %v28 = xor <2 x i1> %v27, splat (i1 true)
  %v29 = and <2 x i1> %v26, %v28
  %v30 = or <2 x i1> %v25, %v29
  %v31 = select <2 x i1> %v30, <2 x float> %v21, <2 x float> %loop12.0
  %v32 = select <2 x i1> %v30, <2 x i32> %v24, <2 x i32> %loop12.1
  %v33 = add nsw i64 %loop12.i, 1
  %v34 = icmp slt i64 %v33, 4
  br i1 %v34, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  %v35 = sext <2 x i32> %v32 to <2 x i64>
  %v36 = mul nsw i64 0, 2
  %v37 = getelementptr i64, ptr %v4, i64 %v36
  store <2 x i64> %v35, ptr %v37, align 8
  br label %loop38
loop38:
  %loop38.i = phi i64 [ 0, %loop12.end ], [ %v55, %loop38 ]
  %loop38.0 = phi <2 x float> [ splat (float 0xFFF0000000000000), %loop12.end ], [ %v53, %loop38 ]
  %loop38.1 = phi <2 x i32> [ splat (i32 0), %loop12.end ], [ %v54, %loop38 ]
  %v39 = getelementptr float, ptr %v2, i64 %loop38.i
  %v40 = getelementptr float, ptr %v39, i64 8
  %v41 = getelementptr float, ptr %v40, i64 0
  %v42 = load float, ptr %v41, align 4
  %v43 = insertelement <2 x float> zeroinitializer, float %v42, i32 0
  %v44 = trunc i64 %loop38.i to i32
  %v45 = insertelement <2 x i32> poison, i32 %v44, i32 0
  %v46 = shufflevector <2 x i32> %v45, <2 x i32> poison, <2 x i32> zeroinitializer
  %v47 = fcmp ogt <2 x float> %v43, %loop38.0
  %v48 = fcmp uno <2 x float> %v43, zeroinitializer
  %v49 = fcmp uno <2 x float> %loop38.0, zeroinitializer
  %v50 = xor <2 x i1> %v49, splat (i1 true)
  %v51 = and <2 x i1> %v48, %v50
  %v52 = or <2 x i1> %v47, %v51
  %v53 = select <2 x i1> %v52, <2 x float> %v43, <2 x float> %loop38.0
  %v54 = select <2 x i1> %v52, <2 x i32> %v46, <2 x i32> %loop38.1
  %v55 = add nsw i64 %loop38.i, 1
  %v56 = icmp slt i64 %v55, 4
  br i1 %v56, label %loop38, label %loop38.end, !llvm.loop !0
loop38.end:
  %v57 = sext <2 x i32> %v54 to <2 x i64>
  %v58 = extractelement <2 x i64> %v57, i32 0
  %v59 = getelementptr i64, ptr %v4, i64 2
  store i64 %v58, ptr %v59, align 8
  %v60 = add nsw i64 %loop10.i, 1
  %v61 = icmp slt i64 %v60, %v9
  br i1 %v61, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; argmin(f32[3,4]) -> i64[3]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v60, %loop38.end ]
  %v13 = mul nsw i64 0, 8
  %v14 = getelementptr float, ptr %v2, i64 %v13
  br label %loop12
loop12:
  %loop12.i = phi i64 [ 0, %loop10 ], [ %v33, %loop12 ]
  %loop12.0 = phi <2 x float> [ splat (float 0x7FF0000000000000), %loop10 ], [ %v31, %loop12 ]
  %loop12.1 = phi <2 x i32> [ splat (i32 0), %loop10 ], [ %v32, %loop12 ]
  %v15 = getelementptr float, ptr %v14, i64 %loop12.i
  %v16 = getelementptr float, ptr %v15, i64 0
  %v17 = load float, ptr %v16, align 4
  %v18 = insertelement <2 x float> poison, float %v17, i32 0
  %v19 = getelementptr float, ptr %v15, i64 4
  %v20 = load float, ptr %v19, align 4
  %v21 = insertelement <2 x float> %v18, float %v20, i32 1
  %v22 = trunc i64 %loop12.i to i32
  %v23 = insertelement <2 x i32> poison, i32 %v22, i32 0
  %v24 = shufflevector <2 x i32> %v23, <2 x i32> poison, <2 x i32> zeroinitializer
  %v25 = fcmp olt <2 x float> %v21, %loop12.0
  %v26 = fcmp uno <2 x float> %v21, zeroinitializer
  %v27 = fcmp uno <2 x float> %loop12.0, zeroinitializer
  %v28 = xor <2 x i1> %v27, splat (i1 true)
  %v29 = and <2 x i1> %v26, %v28
  %v30 = or <2 x i1> %v25, %v29
  %v31 = select <2 x i1> %v30, <2 x float> %v21, <2 x float> %loop12.0
  %v32 = select <2 x i1> %v30, <2 x i32> %v24, <2 x i32> %loop12.1
  %v33 = add nsw i64 %loop12.i, 1
  %v34 = icmp slt i64 %v33, 4
  br i1 %v34, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  %v35 = sext <2 x i32> %v32 to <2 x i64>
  %v36 = mul nsw i64 0, 2
  %v37 = getelementptr i64, ptr %v4, i64 %v36
  store <2 x i64> %v35, ptr %v37, align 8
  br label %loop38
loop38:
  %loop38.i = phi i64 [ 0, %loop12.end ], [ %v55, %loop38 ]
  %loop38.0 = phi <2 x float> [ splat (float 0x7FF0000000000000), %loop12.end ], [ %v53, %loop38 ]
  %loop38.1 = phi <2 x i32> [ splat (i32 0), %loop12.end ], [ %v54, %loop38 ]
  %v39 = getelementptr float, ptr %v2, i64 %loop38.i
  %v40 = getelementptr float, ptr %v39, i64 8
  %v41 = getelementptr float, ptr %v40, i64 0
  %v42 = load float, ptr %v41, align 4
  %v43 = insertelement <2 x float> zeroinitializer, float %v42, i32 0
  %v44 = trunc i64 %loop38.i to i32
  %v45 = insertelement <2 x i32> poison, i32 %v44, i32 0
  %v46 = shufflevector <2 x i32> %v45, <2 x i32> poison, <2 x i32> zeroinitializer
  %v47 = fcmp olt <2 x float> %v43, %loop38.0
  %v48 = fcmp uno <2 x float> %v43, zeroinitializer
  %v49 = fcmp uno <2 x float> %loop38.0, zeroinitializer
  %v50 = xor <2 x i1> %v49, splat (i1 true)
  %v51 = and <2 x i1> %v48, %v50
  %v52 = or <2 x i1> %v47, %v51
  %v53 = select <2 x i1> %v52, <2 x float> %v43, <2 x float> %loop38.0
  %v54 = select <2 x i1> %v52, <2 x i32> %v46, <2 x i32> %loop38.1
  %v55 = add nsw i64 %loop38.i, 1
  %v56 = icmp slt i64 %v55, 4
  br i1 %v56, label %loop38, label %loop38.end, !llvm.loop !0
loop38.end:
  %v57 = sext <2 x i32> %v54 to <2 x i64>
  %v58 = extractelement <2 x i64> %v57, i32 0
  %v59 = getelementptr i64, ptr %v4, i64 2
  store i64 %v58, ptr %v59, align 8
  %v60 = add nsw i64 %loop10.i, 1
  %v61 = icmp slt i64 %v60, %v9
  br i1 %v61, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; max(f32[3,4]) -> f32[3]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v29, %loop12.end ]
  br label %loop12
loop12:
  %loop12.i = phi i64 [ 0, %loop10 ], [ %v27, %loop12 ]
  %loop12.0 = phi <4 x float> [ splat (float 0xFFF0000000000000), %loop10 ], [ %v26, %loop12 ]
  %v13 = getelementptr float, ptr %v2, i64 %loop12.i
  %v14 = getelementptr float, ptr %v13, i64 0
  %v15 = load float, ptr %v14, align 4
  %v16 = insertelement <4 x float> zeroinitializer, float %v15, i32 0
  %v17 = getelementptr float, ptr %v13, i64 4
  %v18 = load float, ptr %v17, align 4
  %v19 = insertelement <4 x float> %v16, float %v18, i32 1
  %v20 = getelementptr float, ptr %v13, i64 8
  %v21 = load float, ptr %v20, align 4
  %v22 = insertelement <4 x float> %v19, float %v21, i32 2
  %v23 = fcmp ogt <4 x float> %v22, %loop12.0
  %v24 = select <4 x i1> %v23, <4 x float> %v22, <4 x float> %loop12.0
  %v25 = fcmp uno <4 x float> %v22, %v22
  %v26 = select <4 x i1> %v25, <4 x float> %v22, <4 x float> %v24
  %v27 = add nsw i64 %loop12.i, 1
  %v28 = icmp slt i64 %v27, 4
  br i1 %v28, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v26, ptr %v4, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v29 = add nsw i64 %loop10.i, 1
  %v30 = icmp slt i64 %v29, %v9
  br i1 %v30, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; min(f32[3,4]) -> f32[3]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v29, %loop12.end ]
  br label %loop12
loop12:
  %loop12.i = phi i64 [ 0, %loop10 ], [ %v27, %loop12 ]
  %loop12.0 = phi <4 x float> [ splat (float 0x7FF0000000000000), %loop10 ], [ %v26, %loop12 ]
  %v13 = getelementptr float, ptr %v2, i64 %loop12.i
  %v14 = getelementptr float, ptr %v13, i64 0
  %v15 = load float, ptr %v14, align 4
  %v16 = insertelement <4 x float> zeroinitializer, float %v15, i32 0
  %v17 = getelementptr float, ptr %v13, i64 4
  %v18 = load float, ptr %v17, align 4
  %v19 = insertelement <4 x float> %v16, float %v18, i32 1
  %v20 = getelementptr float, ptr %v13, i64 8
  %v21 = load float, ptr %v20, align 4
  %v22 = insertelement <4 x float> %v19, float %v21, i32 2
  %v23 = fcmp olt <4 x float> %v22, %loop12.0
  %v24 = select <4 x i1> %v23, <4 x float> %v22, <4 x float> %loop12.0
  %v25 = fcmp uno <4 x float> %v22, %v22
  %v26 = select <4 x i1> %v25, <4 x float> %v22, <4 x float> %v24
  %v27 = add nsw i64 %loop12.i, 1
  %v28 = icmp slt i64 %v27, 4
  br i1 %v28, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v26, ptr %v4, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v29 = add nsw i64 %loop10.i, 1
  %v30 = icmp slt i64 %v29, %v9
  br i1 %v30, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; prod(f32[3,4]) -> f32[3]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v26, %loop12.end ]
  br label %loop12
loop12:
  %loop12.i = phi i64 [ 0, %loop10 ], [ %v24, %loop12 ]
  %loop12.0 = phi <4 x float> [ splat (float 0x3FF0000000000000), %loop10 ], [ %v23, %loop12 ]
  %v13 = getelementptr float, ptr %v2, i64 %loop12.i
  %v14 = getelementptr float, ptr %v13, i64 0
  %v15 = load float, ptr %v14, align 4
  %v16 = insertelement <4 x float> zeroinitializer, float %v15, i32 0
  %v17 = getelementptr float, ptr %v13, i64 4
  %v18 = load float, ptr %v17, align 4
  %v19 = insertelement <4 x float> %v16, float %v18, i32 1
  %v20 = getelementptr float, ptr %v13, i64 8
  %v21 = load float, ptr %v20, align 4
  %v22 = insertelement <4 x float> %v19, float %v21, i32 2
  %v23 = fmul <4 x float> %loop12.0, %v22
  %v24 = add nsw i64 %loop12.i, 1
  %v25 = icmp slt i64 %v24, 4
  br i1 %v25, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v23, ptr %v4, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v26 = add nsw i64 %loop10.i, 1
  %v27 = icmp slt i64 %v26, %v9
  br i1 %v27, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; sum(f32[3,4]) -> f32[3]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v26, %loop12.end ]
  br label %loop12
loop12:
  %loop12.i = phi i64 [ 0, %loop10 ], [ %v24, %loop12 ]
  %loop12.0 = phi <4 x float> [ splat (float 0x0000000000000000), %loop10 ], [ %v23, %loop12 ]
  %v13 = getelementptr float, ptr %v2, i64 %loop12.i
  %v14 = getelementptr float, ptr %v13, i64 0
  %v15 = load float, ptr %v14, align 4
  %v16 = insertelement <4 x float> zeroinitializer, float %v15, i32 0
  %v17 = getelementptr float, ptr %v13, i64 4
  %v18 = load float, ptr %v17, align 4
  %v19 = insertelement <4 x float> %v16, float %v18, i32 1
  %v20 = getelementptr float, ptr %v13, i64 8
  %v21 = load float, ptr %v20, align 4
  %v22 = insertelement <4 x float> %v19, float %v21, i32 2
  %v23 = fadd <4 x float> %loop12.0, %v22
  %v24 = add nsw i64 %loop12.i, 1
  %v25 = icmp slt i64 %v24, 4
  br i1 %v25, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v23, ptr %v4, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v26 = add nsw i64 %loop10.i, 1
  %v27 = icmp slt i64 %v26, %v9
  br i1 %v27, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
