define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 0
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 1
  %v4 = load ptr, ptr %v3, align 8
  %v5 = mul i64 %tid, 1
  %v6 = udiv i64 %v5, %threads
  %v7 = add i64 %tid, 1
  %v8 = mul i64 %v7, 1
  %v9 = udiv i64 %v8, %threads
  %v11 = icmp slt i64 %v6, %v9
  br i1 %v11, label %loop10, label %loop10.end
loop10:
  %loop10.i = phi i64 [ %v6, %entry ], [ %v38, %loop10 ]
  %v12 = mul nsw i64 0, 32
  %v13 = getelementptr i64, ptr %v4, i64 %v12
  %v14 = load <8 x i64>, ptr %v13, align 8
  %v15 = icmp slt <8 x i64> %v14, splat (i64 0)
  %v16 = add <8 x i64> %v14, splat (i64 50)
  %v17 = select <8 x i1> %v15, <8 x i64> %v16, <8 x i64> %v14
  %v18 = getelementptr i64, ptr %v2, i64 %v12
  %v19 = getelementptr i64, ptr %v18, i64 32
  store <8 x i64> %v17, ptr %v19, align 8
  %v20 = getelementptr i64, ptr %v13, i64 8
  %v21 = load <8 x i64>, ptr %v20, align 8
  %v22 = icmp slt <8 x i64> %v21, splat (i64 0)
  %v23 = add <8 x i64> %v21, splat (i64 50)
  %v24 = select <8 x i1> %v22, <8 x i64> %v23, <8 x i64> %v21
  %v25 = getelementptr i64, ptr %v18, i64 40
  store <8 x i64> %v24, ptr %v25, align 8
  %v26 = getelementptr i64, ptr %v13, i64 16
  %v27 = load <8 x i64>, ptr %v26, align 8
  %v28 = icmp slt <8 x i64> %v27, splat (i64 0)
  %v29 = add <8 x i64> %v27, splat (i64 50)
  %v30 = select <8 x i1> %v28, <8 x i64> %v29, <8 x i64> %v27
  %v31 = getelementptr i64, ptr %v18, i64 48
  store <8 x i64> %v30, ptr %v31, align 8
  %v32 = getelementptr i64, ptr %v13, i64 24
  %v33 = load <8 x i64>, ptr %v32, align 8
  %v34 = icmp slt <8 x i64> %v33, splat (i64 0)
  %v35 = add <8 x i64> %v33, splat (i64 50)
  %v36 = select <8 x i1> %v34, <8 x i64> %v35, <8 x i64> %v33
  %v37 = getelementptr i64, ptr %v18, i64 56
  store <8 x i64> %v36, ptr %v37, align 8
  %v38 = add nsw i64 %loop10.i, 1
  %v39 = icmp slt i64 %v38, %v9
  br i1 %v39, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
define void @k1(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 0
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 2
  %v4 = load ptr, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %table, i64 3
  %v6 = load ptr, ptr %v5, align 8
  %v7 = mul i64 %tid, 768
  %v8 = udiv i64 %v7, %threads
  %v9 = sub i64 %v8, 0
  %v10 = call i64 @llvm.smax.i64(i64 %v9, i64 0)
  %v11 = call i64 @llvm.smin.i64(i64 %v10, i64 384)
  %v12 = mul i64 %v11, 1
  %v13 = udiv i64 %v12, 384
  %v14 = add i64 %tid, 1
  %v15 = mul i64 %v14, 768
  %v16 = udiv i64 %v15, %threads
  %v17 = sub i64 %v16, 0
  %v18 = call i64 @llvm.smax.i64(i64 %v17, i64 0)
  %v19 = call i64 @llvm.smin.i64(i64 %v18, i64 384)
  %v20 = mul i64 %v19, 1
  %v21 = udiv i64 %v20, 384
  %v23 = icmp slt i64 %v13, %v21
  br i1 %v23, label %loop22, label %loop22.end
loop22:
  %loop22.i = phi i64 [ %v13, %entry ], [ %v47, %loop24.end ]
  br label %loop24
loop24:
  %loop24.i = phi i64 [ 0, %loop22 ], [ %v36, %loop24 ]
  %loop24.0 = phi <16 x float> [ splat (float 0x0000000000000000), %loop22 ], [ %v35, %loop24 ]
  %v25 = getelementptr i64, ptr %v2, i64 %loop24.i
  %v26 = getelementptr i64, ptr %v25, i64 32
  %v27 = load i64, ptr %v26, align 8
  %v28 = call i64 @llvm.smax.i64(i64 %v27, i64 0)
  %v29 = call i64 @llvm.smin.i64(i64 %v28, i64 49)
  %v30 = mul i64 %v29, 12
  %v31 = getelementptr float, ptr %v4, i64 %v30
  %v32 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v31, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false>, <16 x float> zeroinitializer)
  %v33 = fmul <16 x float> %v32, %v32
  %v34 = select <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false>, <16 x float> %v33, <16 x float> splat (float 0x0000000000000000)
  %v35 = fadd <16 x float> %loop24.0, %v34
  %v36 = add nsw i64 %loop24.i, 1
  %v37 = icmp slt i64 %v36, 32
  br i1 %v37, label %loop24, label %loop24.end, !llvm.loop !0
loop24.end:
  %v38 = shufflevector <16 x float> %v35, <16 x float> poison, <16 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v39 = fadd <16 x float> %v35, %v38
  %v40 = shufflevector <16 x float> %v39, <16 x float> poison, <16 x i32> <i32 4, i32 5, i32 6, i32 7, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v41 = fadd <16 x float> %v39, %v40
  %v42 = shufflevector <16 x float> %v41, <16 x float> poison, <16 x i32> <i32 2, i32 3, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v43 = fadd <16 x float> %v41, %v42
  %v44 = shufflevector <16 x float> %v43, <16 x float> poison, <16 x i32> <i32 1, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v45 = fadd <16 x float> %v43, %v44
  %v46 = extractelement <16 x float> %v45, i32 0
  store float %v46, ptr %v6, align 4
  %v47 = add nsw i64 %loop22.i, 1
  %v48 = icmp slt i64 %v47, %v21
  br i1 %v48, label %loop22, label %loop22.end, !llvm.loop !0
loop22.end:
  %v49 = getelementptr ptr, ptr %table, i64 0
  %v50 = load ptr, ptr %v49, align 8
  %v51 = getelementptr ptr, ptr %table, i64 2
  %v52 = load ptr, ptr %v51, align 8
  %v53 = mul i64 %tid, 768
  %v54 = udiv i64 %v53, %threads
  %v55 = sub i64 %v54, 384
  %v56 = call i64 @llvm.smax.i64(i64 %v55, i64 0)
  %v57 = call i64 @llvm.smin.i64(i64 %v56, i64 384)
  %v58 = mul i64 %v57, 32
  %v59 = udiv i64 %v58, 384
  %v60 = add i64 %tid, 1
  %v61 = mul i64 %v60, 768
  %v62 = udiv i64 %v61, %threads
  %v63 = sub i64 %v62, 384
  %v64 = call i64 @llvm.smax.i64(i64 %v63, i64 0)
  %v65 = call i64 @llvm.smin.i64(i64 %v64, i64 384)
  %v66 = mul i64 %v65, 32
  %v67 = udiv i64 %v66, 384
  %v69 = icmp slt i64 %v59, %v67
  br i1 %v69, label %loop68, label %loop68.end
loop68:
  %loop68.i = phi i64 [ %v59, %loop22.end ], [ %v82, %loop68 ]
  %v70 = getelementptr i64, ptr %v50, i64 %loop68.i
  %v71 = getelementptr i64, ptr %v70, i64 32
  %v72 = load i64, ptr %v71, align 8
  %v73 = call i64 @llvm.smax.i64(i64 %v72, i64 0)
  %v74 = call i64 @llvm.smin.i64(i64 %v73, i64 49)
  %v75 = mul i64 %v74, 12
  %v76 = getelementptr float, ptr %v52, i64 %v75
  %v77 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v76, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false>, <16 x float> zeroinitializer)
  %v78 = fadd <16 x float> %v77, %v77
  %v79 = mul nsw i64 %loop68.i, 12
  %v80 = getelementptr float, ptr %v50, i64 %v79
  %v81 = getelementptr float, ptr %v80, i64 128
  call void @llvm.masked.store.v16f32.p0(<16 x float> %v78, ptr %v81, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false>)
  %v82 = add nsw i64 %loop68.i, 1
  %v83 = icmp slt i64 %v82, %v67
  br i1 %v83, label %loop68, label %loop68.end, !llvm.loop !0
loop68.end:
  ret void
}
define void @k2(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 0
  %v2 = load ptr, ptr %v1, align 8
  %v3 = add i64 %tid, 1
  %v4 = mul i64 %tid, 50
  %v5 = udiv i64 %v4, %threads
  %v6 = mul i64 %v3, 50
  %v7 = udiv i64 %v6, %threads
  %v9 = icmp slt i64 %v5, %v7
  br i1 %v9, label %loop8, label %loop8.end
loop8:
  %loop8.i = phi i64 [ %v5, %entry ], [ %v17, %loop10.end ]
  %v11 = mul nsw i64 %loop8.i, 12
  %v12 = getelementptr float, ptr %v2, i64 %v11
  br label %loop10
loop10:
  %loop10.i = phi i64 [ 0, %loop8 ], [ %v15, %loop10 ]
  %v13 = getelementptr float, ptr %v12, i64 %loop10.i
  %v14 = getelementptr float, ptr %v13, i64 512
  store float 0x0000000000000000, ptr %v14, align 4
  %v15 = add nsw i64 %loop10.i, 1
  %v16 = icmp slt i64 %v15, 12
  br i1 %v16, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  %v17 = add nsw i64 %loop8.i, 1
  %v18 = icmp slt i64 %v17, %v7
  br i1 %v18, label %loop8, label %loop8.end, !llvm.loop !0
loop8.end:
  br label %loop19
loop19:
  %loop19.i = phi i64 [ 0, %loop8.end ], [ %v44, %if29.end ]
  %v20 = getelementptr i64, ptr %v2, i64 %loop19.i
  %v21 = getelementptr i64, ptr %v20, i64 32
  %v22 = load i64, ptr %v21, align 8
  %v23 = call i64 @llvm.smax.i64(i64 %v22, i64 0)
  %v24 = call i64 @llvm.smin.i64(i64 %v23, i64 49)
  %v25 = icmp sge i64 %v24, %v5
  %v26 = icmp slt i64 %v24, %v7
  %v27 = and i1 %v25, %v26
  %v28 = mul i64 %v24, 12
  %v31 = mul nsw i64 %loop19.i, 12
  %v32 = getelementptr float, ptr %v2, i64 %v31
  br i1 %v27, label %if29.yes, label %if29.end
if29.yes:
  br label %loop30
loop30:
  %loop30.i = phi i64 [ 0, %if29.yes ], [ %v42, %loop30 ]
  %v33 = getelementptr float, ptr %v32, i64 %loop30.i
  %v34 = getelementptr float, ptr %v33, i64 128
  %v35 = load float, ptr %v34, align 4
  %v36 = getelementptr float, ptr %v2, i64 %loop30.i
  %v37 = getelementptr float, ptr %v36, i64 512
  %v38 = getelementptr float, ptr %v37, i64 %v28
  %v39 = load float, ptr %v38, align 4
  %v40 = fadd float %v39, %v35
  %v41 = getelementptr float, ptr %v37, i64 %v28
  store float %v40, ptr %v41, align 4
  %v42 = add nsw i64 %loop30.i, 1
  %v43 = icmp slt i64 %v42, 12
  br i1 %v43, label %loop30, label %loop30.end, !llvm.loop !0
loop30.end:
  br label %if29.end
if29.end:
  %v44 = add nsw i64 %loop19.i, 1
  %v45 = icmp slt i64 %v44, 32
  br i1 %v45, label %loop19, label %loop19.end, !llvm.loop !0
loop19.end:
  ret void
}
define void @k3(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 0
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 2
  %v4 = load ptr, ptr %v3, align 8
  %v5 = mul i64 %tid, 37
  %v6 = udiv i64 %v5, %threads
  %v7 = add i64 %tid, 1
  %v8 = mul i64 %v7, 37
  %v9 = udiv i64 %v8, %threads
  %v11 = icmp slt i64 %v6, %v9
  br i1 %v11, label %loop10, label %loop10.end
loop10:
  %loop10.i = phi i64 [ %v6, %entry ], [ %v20, %loop10 ]
  %v12 = mul nsw i64 %loop10.i, 16
  %v13 = getelementptr float, ptr %v4, i64 %v12
  %v14 = load <16 x float>, ptr %v13, align 4
  %v15 = getelementptr float, ptr %v2, i64 %v12
  %v16 = getelementptr float, ptr %v15, i64 512
  %v17 = load <16 x float>, ptr %v16, align 4
  %v18 = fmul <16 x float> %v17, splat (float 0x3FB99999A0000000)
  %v19 = fsub <16 x float> %v14, %v18
  store <16 x float> %v19, ptr %v13, align 4
  %v20 = add nsw i64 %loop10.i, 1
  %v21 = icmp slt i64 %v20, %v9
  br i1 %v21, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  %v22 = icmp eq i64 %tid, 0
  br i1 %v22, label %if23.yes, label %if23.end
if23.yes:
  %v24 = getelementptr float, ptr %v4, i64 592
  %v25 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v24, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>, <16 x float> zeroinitializer)
  %v26 = getelementptr float, ptr %v2, i64 1104
  %v27 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v26, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>, <16 x float> zeroinitializer)
  %v28 = fmul <16 x float> %v27, splat (float 0x3FB99999A0000000)
  %v29 = fsub <16 x float> %v25, %v28
  call void @llvm.masked.store.v16f32.p0(<16 x float> %v29, ptr %v24, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>)
  br label %if23.end
if23.end:
  ret void
}
define void @step(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 4
  %v2 = load ptr, ptr %v1, align 8
  call void @k0(i64 %tid, i64 %threads, ptr %table)
  call void @barrier(ptr %v2, i64 %tid, i64 %threads)
  call void @k1(i64 %tid, i64 %threads, ptr %table)
  call void @barrier(ptr %v2, i64 %tid, i64 %threads)
  call void @k2(i64 %tid, i64 %threads, ptr %table)
  call void @barrier(ptr %v2, i64 %tid, i64 %threads)
  call void @k3(i64 %tid, i64 %threads, ptr %table)
  ret void
}
declare i64 @llvm.smax.i64(i64, i64)
declare i64 @llvm.smin.i64(i64, i64)
declare <16 x float> @llvm.masked.load.v16f32.p0(ptr, i32, <16 x i1>, <16 x float>)
declare void @llvm.masked.store.v16f32.p0(<16 x float>, ptr, i32, <16 x i1>)
!0 = distinct !{!0, !1, !2}
!1 = !{!"llvm.loop.unroll.disable"}
!2 = !{!"llvm.loop.vectorize.enable", i1 false}


declare i32 @sched_yield()
