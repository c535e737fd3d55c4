define internal void @k0_6x4(ptr %table, i64 %row, i64 %column) nounwind noinline "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 1
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 2
  %v4 = load ptr, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %table, i64 3
  %v6 = load ptr, ptr %v5, align 8
  %v8 = mul nsw i64 %row, 80
  %v9 = getelementptr float, ptr %v2, i64 %v8
  br label %loop7
loop7:
  %loop7.i = phi i64 [ 0, %entry ], [ %v67, %loop7 ]
  %loop7.0 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v33, %loop7 ]
  %loop7.1 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v34, %loop7 ]
  %loop7.2 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v35, %loop7 ]
  %loop7.3 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v36, %loop7 ]
  %loop7.4 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v39, %loop7 ]
  %loop7.5 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v40, %loop7 ]
  %loop7.6 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v41, %loop7 ]
  %loop7.7 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v42, %loop7 ]
  %loop7.8 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v45, %loop7 ]
  %loop7.9 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v46, %loop7 ]
  %loop7.10 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v47, %loop7 ]
  %loop7.11 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v48, %loop7 ]
  %loop7.12 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v51, %loop7 ]
  %loop7.13 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v52, %loop7 ]
  %loop7.14 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v53, %loop7 ]
  %loop7.15 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v54, %loop7 ]
  %loop7.16 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v57, %loop7 ]
  %loop7.17 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v58, %loop7 ]
  %loop7.18 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v59, %loop7 ]
  %loop7.19 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v60, %loop7 ]
  %loop7.20 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v63, %loop7 ]
  %loop7.21 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v64, %loop7 ]
  %loop7.22 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v65, %loop7 ]
  %loop7.23 = phi <16 x float> [ splat (float 0x0000000000000000), %entry ], [ %v66, %loop7 ]
  %v10 = getelementptr float, ptr %v9, i64 %loop7.i
  %v11 = load float, ptr %v10, align 4
  %v12 = getelementptr float, ptr %v10, i64 80
  %v13 = load float, ptr %v12, align 4
  %v14 = getelementptr float, ptr %v10, i64 160
  %v15 = load float, ptr %v14, align 4
  %v16 = getelementptr float, ptr %v10, i64 240
  %v17 = load float, ptr %v16, align 4
  %v18 = getelementptr float, ptr %v10, i64 320
  %v19 = load float, ptr %v18, align 4
  %v20 = getelementptr float, ptr %v10, i64 400
  %v21 = load float, ptr %v20, align 4
  %v22 = mul nsw i64 %loop7.i, 64
  %v23 = getelementptr float, ptr %v4, i64 %v22
  %v24 = load <16 x float>, ptr %v23, align 4
  %v25 = getelementptr float, ptr %v23, i64 16
  %v26 = load <16 x float>, ptr %v25, align 4
  %v27 = getelementptr float, ptr %v23, i64 32
  %v28 = load <16 x float>, ptr %v27, align 4
  %v29 = getelementptr float, ptr %v23, i64 48
  %v30 = load <16 x float>, ptr %v29, align 4
  %v31 = insertelement <16 x float> poison, float %v11, i32 0
  %v32 = shufflevector <16 x float> %v31, <16 x float> poison, <16 x i32> zeroinitializer
  %v33 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v32, <16 x float> %v24, <16 x float> %loop7.0)
  %v34 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v32, <16 x float> %v26, <16 x float> %loop7.1)
  %v35 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v32, <16 x float> %v28, <16 x float> %loop7.2)
  %v36 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v32, <16 x float> %v30, <16 x float> %loop7.3)
  %v37 = insertelement <16 x float> poison, float %v13, i32 0
  %v38 = shufflevector <16 x float> %v37, <16 x float> poison, <16 x i32> zeroinitializer
  %v39 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v38, <16 x float> %v24, <16 x float> %loop7.4)
  %v40 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v38, <16 x float> %v26, <16 x float> %loop7.5)
  %v41 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v38, <16 x float> %v28, <16 x float> %loop7.6)
  %v42 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v38, <16 x float> %v30, <16 x float> %loop7.7)
  %v43 = insertelement <16 x float> poison, float %v15, i32 0
  %v44 = shufflevector <16 x float> %v43, <16 x float> poison, <16 x i32> zeroinitializer
  %v45 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v44, <16 x float> %v24, <16 x float> %loop7.8)
  %v46 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v44, <16 x float> %v26, <16 x float> %loop7.9)
  %v47 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v44, <16 x float> %v28, <16 x float> %loop7.10)
  %v48 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v44, <16 x float> %v30, <16 x float> %loop7.11)
  %v49 = insertelement <16 x float> poison, float %v17, i32 0
  %v50 = shufflevector <16 x float> %v49, <16 x float> poison, <16 x i32> zeroinitializer
  %v51 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v50, <16 x float> %v24, <16 x float> %loop7.12)
  %v52 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v50, <16 x float> %v26, <16 x float> %loop7.13)
  %v53 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v50, <16 x float> %v28, <16 x float> %loop7.14)
  %v54 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v50, <16 x float> %v30, <16 x float> %loop7.15)
  %v55 = insertelement <16 x float> poison, float %v19, i32 0
  %v56 = shufflevector <16 x float> %v55, <16 x float> poison, <16 x i32> zeroinitializer
  %v57 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v56, <16 x float> %v24, <16 x float> %loop7.16)
  %v58 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v56, <16 x float> %v26, <16 x float> %loop7.17)
  %v59 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v56, <16 x float> %v28, <16 x float> %loop7.18)
  %v60 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v56, <16 x float> %v30, <16 x float> %loop7.19)
  %v61 = insertelement <16 x float> poison, float %v21, i32 0
  %v62 = shufflevector <16 x float> %v61, <16 x float> poison, <16 x i32> zeroinitializer
  %v63 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v62, <16 x float> %v24, <16 x float> %loop7.20)
  %v64 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v62, <16 x float> %v26, <16 x float> %loop7.21)
  %v65 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v62, <16 x float> %v28, <16 x float> %loop7.22)
  %v66 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v62, <16 x float> %v30, <16 x float> %loop7.23)
  %v67 = add nsw i64 %loop7.i, 1
  %v68 = icmp slt i64 %v67, 80
  br i1 %v68, label %loop7, label %loop7.end, !llvm.loop !0
loop7.end:
  %v69 = mul nsw i64 %row, 64
  %v70 = getelementptr float, ptr %v6, i64 %v69
  store <16 x float> %v33, ptr %v70, align 4
  %v71 = getelementptr float, ptr %v70, i64 16
  store <16 x float> %v34, ptr %v71, align 4
  %v72 = getelementptr float, ptr %v70, i64 32
  store <16 x float> %v35, ptr %v72, align 4
  %v73 = getelementptr float, ptr %v70, i64 48
  store <16 x float> %v36, ptr %v73, align 4
  %v74 = getelementptr float, ptr %v70, i64 64
  store <16 x float> %v39, ptr %v74, align 4
  %v75 = getelementptr float, ptr %v70, i64 80
  store <16 x float> %v40, ptr %v75, align 4
  %v76 = getelementptr float, ptr %v70, i64 96
  store <16 x float> %v41, ptr %v76, align 4
  %v77 = getelementptr float, ptr %v70, i64 112
  store <16 x float> %v42, ptr %v77, align 4
  %v78 = getelementptr float, ptr %v70, i64 128
  store <16 x float> %v45, ptr %v78, align 4
  %v79 = getelementptr float, ptr %v70, i64 144
  store <16 x float> %v46, ptr %v79, align 4
  %v80 = getelementptr float, ptr %v70, i64 160
  store <16 x float> %v47, ptr %v80, align 4
  %v81 = getelementptr float, ptr %v70, i64 176
  store <16 x float> %v48, ptr %v81, align 4
  %v82 = getelementptr float, ptr %v70, i64 192
  store <16 x float> %v51, ptr %v82, align 4
  %v83 = getelementptr float, ptr %v70, i64 208
  store <16 x float> %v52, ptr %v83, align 4
  %v84 = getelementptr float, ptr %v70, i64 224
  store <16 x float> %v53, ptr %v84, align 4
  %v85 = getelementptr float, ptr %v70, i64 240
  store <16 x float> %v54, ptr %v85, align 4
  %v86 = getelementptr float, ptr %v70, i64 256
  store <16 x float> %v57, ptr %v86, align 4
  %v87 = getelementptr float, ptr %v70, i64 272
  store <16 x float> %v58, ptr %v87, align 4
  %v88 = getelementptr float, ptr %v70, i64 288
  store <16 x float> %v59, ptr %v88, align 4
  %v89 = getelementptr float, ptr %v70, i64 304
  store <16 x float> %v60, ptr %v89, align 4
  %v90 = getelementptr float, ptr %v70, i64 320
  store <16 x float> %v63, ptr %v90, align 4
  %v91 = getelementptr float, ptr %v70, i64 336
  store <16 x float> %v64, ptr %v91, align 4
  %v92 = getelementptr float, ptr %v70, i64 352
  store <16 x float> %v65, ptr %v92, align 4
  %v93 = getelementptr float, ptr %v70, i64 368
  store <16 x float> %v66, ptr %v93, align 4
  ret void
}
define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = mul i64 %tid, 16
  %v2 = udiv i64 %v1, %threads
  %v3 = add i64 %tid, 1
  %v4 = mul i64 %v3, 16
  %v5 = udiv i64 %v4, %threads
  %v7 = icmp slt i64 %v2, %v5
  br i1 %v7, label %loop6, label %loop6.end
loop6:
  %loop6.i = phi i64 [ %v2, %entry ], [ %v9, %loop6 ]
  %v8 = mul nsw i64 %loop6.i, 6
  call void @k0_6x4(ptr %table, i64 %v8, i64 0)
  %v9 = add nsw i64 %loop6.i, 1
  %v10 = icmp slt i64 %v9, %v5
  br i1 %v10, label %loop6, label %loop6.end, !llvm.loop !0
loop6.end:
  ret void
}
define void @step(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 4
  %v2 = load ptr, ptr %v1, align 8
  call void @k0(i64 %tid, i64 %threads, ptr %table)
  ret void
}
declare <16 x float> @llvm.fma.v16f32(<16 x float>, <16 x float>, <16 x float>)
!0 = distinct !{!0, !1, !2}
!1 = !{!"llvm.loop.unroll.disable"}
!2 = !{!"llvm.loop.vectorize.enable", i1 false}


declare i32 @sched_yield()
