define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 1
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 2
  %v4 = load ptr, ptr %v3, align 8
  %v5 = mul i64 %tid, 32
  %v6 = udiv i64 %v5, %threads
  %v7 = add i64 %tid, 1
  %v8 = mul i64 %v7, 32
  %v9 = udiv i64 %v8, %threads
  %v11 = icmp slt i64 %v6, %v9
  br i1 %v11, label %loop10, label %loop10.end
loop10:
  %loop10.i = phi i64 [ %v6, %entry ], [ %v82, %loop10 ]
  %v12 = mul nsw i64 %loop10.i, 10
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v13, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>, <16 x float> zeroinitializer)
  %v15 = select <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>, <16 x float> %v14, <16 x float> splat (float 0xFFF0000000000000)
  %v16 = fcmp ogt <16 x float> splat (float 0xFFF0000000000000), %v15
  %v17 = select <16 x i1> %v16, <16 x float> splat (float 0xFFF0000000000000), <16 x float> %v15
  %v18 = shufflevector <16 x float> %v17, <16 x float> poison, <16 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v19 = fcmp ogt <16 x float> %v18, %v17
  %v20 = select <16 x i1> %v19, <16 x float> %v18, <16 x float> %v17
  %v21 = fcmp uno <16 x float> %v18, %v18
  %v22 = select <16 x i1> %v21, <16 x float> %v18, <16 x float> %v20
  %v23 = shufflevector <16 x float> %v22, <16 x float> poison, <16 x i32> <i32 4, i32 5, i32 6, i32 7, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v24 = fcmp ogt <16 x float> %v23, %v22
  %v25 = select <16 x i1> %v24, <16 x float> %v23, <16 x float> %v22
  %v26 = fcmp uno <16 x float> %v23, %v23
  %v27 = select <16 x i1> %v26, <16 x float> %v23, <16 x float> %v25
  %v28 = shufflevector <16 x float> %v27, <16 x float> poison, <16 x i32> <i32 2, i32 3, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v29 = fcmp ogt <16 x float> %v28, %v27
  %v30 = select <16 x i1> %v29, <16 x float> %v28, <16 x float> %v27
  %v31 = fcmp uno <16 x float> %v28, %v28
  %v32 = select <16 x i1> %v31, <16 x float> %v28, <16 x float> %v30
  %v33 = shufflevector <16 x float> %v32, <16 x float> poison, <16 x i32> <i32 1, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v34 = fcmp ogt <16 x float> %v33, %v32
  %v35 = select <16 x i1> %v34, <16 x float> %v33, <16 x float> %v32
  %v36 = fcmp uno <16 x float> %v33, %v33
  %v37 = select <16 x i1> %v36, <16 x float> %v33, <16 x float> %v35
  %v38 = extractelement <16 x float> %v37, i32 0
  %v39 = insertelement <16 x float> poison, float %v38, i32 0
  %v40 = shufflevector <16 x float> %v39, <16 x float> poison, <16 x i32> zeroinitializer
  %v41 = fsub <16 x float> %v14, %v40
  %v42 = fcmp ogt <16 x float> splat (float 0xC05A000000000000), %v41
  %v43 = select <16 x i1> %v42, <16 x float> splat (float 0xC05A000000000000), <16 x float> %v41
  %v44 = fcmp olt <16 x float> splat (float 0x4056400000000000), %v43
  %v45 = select <16 x i1> %v44, <16 x float> splat (float 0x4056400000000000), <16 x float> %v43
  %v46 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v45, <16 x float> splat (float 0x3FF7154760000000), <16 x float> splat (float 0x4168000000000000))
  %v47 = fsub <16 x float> %v46, splat (float 0x4168000000000000)
  %v48 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v47, <16 x float> splat (float 0xBFE62E4300000000), <16 x float> %v45)
  %v49 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v47, <16 x float> splat (float 0x3E205C6100000000), <16 x float> %v48)
  %v50 = call <16 x float> @llvm.fma.v16f32(<16 x float> splat (float 0x3F56BEA980000000), <16 x float> %v49, <16 x float> splat (float 0x3F81227AC0000000))
  %v51 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v50, <16 x float> %v49, <16 x float> splat (float 0x3FA5556760000000))
  %v52 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v51, <16 x float> %v49, <16 x float> splat (float 0x3FC5554B00000000))
  %v53 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v52, <16 x float> %v49, <16 x float> splat (float 0x3FDFFFFFE0000000))
  %v54 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v53, <16 x float> %v49, <16 x float> splat (float 0x3FF0000000000000))
  %v55 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v54, <16 x float> %v49, <16 x float> splat (float 0x3FF0000000000000))
  %v56 = bitcast <16 x float> %v46 to <16 x i32>
  %v57 = ashr <16 x i32> %v56, splat (i32 1)
  %v58 = shl <16 x i32> %v57, splat (i32 23)
  %v59 = add <16 x i32> %v58, splat (i32 1065353216)
  %v60 = shl <16 x i32> %v56, splat (i32 23)
  %v61 = sub <16 x i32> %v60, %v59
  %v62 = add <16 x i32> %v61, splat (i32 2130706432)
  %v63 = bitcast <16 x i32> %v59 to <16 x float>
  %v64 = fmul <16 x float> %v55, %v63
  %v65 = bitcast <16 x i32> %v62 to <16 x float>
  %v66 = fmul <16 x float> %v64, %v65
  %v67 = select <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>, <16 x float> %v66, <16 x float> splat (float 0x0000000000000000)
  %v68 = fadd <16 x float> splat (float 0x0000000000000000), %v67
  %v69 = shufflevector <16 x float> %v68, <16 x float> poison, <16 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v70 = fadd <16 x float> %v68, %v69
  %v71 = shufflevector <16 x float> %v70, <16 x float> poison, <16 x i32> <i32 4, i32 5, i32 6, i32 7, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v72 = fadd <16 x float> %v70, %v71
  %v73 = shufflevector <16 x float> %v72, <16 x float> poison, <16 x i32> <i32 2, i32 3, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v74 = fadd <16 x float> %v72, %v73
  %v75 = shufflevector <16 x float> %v74, <16 x float> poison, <16 x i32> <i32 1, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v76 = fadd <16 x float> %v74, %v75
  %v77 = extractelement <16 x float> %v76, i32 0
  %v78 = insertelement <16 x float> poison, float %v77, i32 0
  %v79 = shufflevector <16 x float> %v78, <16 x float> poison, <16 x i32> zeroinitializer
  %v80 = fdiv <16 x float> %v66, %v79
  %v81 = getelementptr float, ptr %v4, i64 %v12
  call void @llvm.masked.store.v16f32.p0(<16 x float> %v80, ptr %v81, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>)
  %v82 = add nsw i64 %loop10.i, 1
  %v83 = icmp slt i64 %v82, %v9
  br i1 %v83, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
define void @step(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 3
  %v2 = load ptr, ptr %v1, align 8
  call void @k0(i64 %tid, i64 %threads, ptr %table)
  ret void
}
declare <16 x float> @llvm.masked.load.v16f32.p0(ptr, i32, <16 x i1>, <16 x float>)
declare <16 x float> @llvm.fma.v16f32(<16 x float>, <16 x float>, <16 x float>)
declare void @llvm.masked.store.v16f32.p0(<16 x float>, ptr, i32, <16 x i1>)
!0 = distinct !{!0, !1, !2}
!1 = !{!"llvm.loop.unroll.disable"}
!2 = !{!"llvm.loop.vectorize.enable", i1 false}


declare i32 @sched_yield()
