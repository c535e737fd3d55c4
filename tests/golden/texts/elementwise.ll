define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
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
  %loop12.i = phi i64 [ %v8, %entry ], [ %v108, %loop12 ]
  %v14 = mul nsw i64 0, 32
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <16 x float>, ptr %v15, align 4
  %v17 = fcmp ogt <16 x float> splat (float 0xC05A000000000000), %v16
  %v18 = select <16 x i1> %v17, <16 x float> splat (float 0xC05A000000000000), <16 x float> %v16
  %v19 = fcmp olt <16 x float> splat (float 0x4056400000000000), %v18
  %v20 = select <16 x i1> %v19, <16 x float> splat (float 0x4056400000000000), <16 x float> %v18
  %v21 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v20, <16 x float> splat (float 0x3FF7154760000000), <16 x float> splat (float 0x4168000000000000))
  %v22 = fsub <16 x float> %v21, splat (float 0x4168000000000000)
  %v23 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v22, <16 x float> splat (float 0xBFE62E4300000000), <16 x float> %v20)
  %v24 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v22, <16 x float> splat (float 0x3E205C6100000000), <16 x float> %v23)
  %v25 = call <16 x float> @llvm.fma.v16f32(<16 x float> splat (float 0x3F56BEA980000000), <16 x float> %v24, <16 x float> splat (float 0x3F81227AC0000000))
  %v26 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v25, <16 x float> %v24, <16 x float> splat (float 0x3FA5556760000000))
  %v27 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v26, <16 x float> %v24, <16 x float> splat (float 0x3FC5554B00000000))
  %v28 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v27, <16 x float> %v24, <16 x float> splat (float 0x3FDFFFFFE0000000))
  %v29 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v28, <16 x float> %v24, <16 x float> splat (float 0x3FF0000000000000))
  %v30 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v29, <16 x float> %v24, <16 x float> splat (float 0x3FF0000000000000))
  %v31 = bitcast <16 x float> %v21 to <16 x i32>
  %v32 = ashr <16 x i32> %v31, splat (i32 1)
  %v33 = shl <16 x i32> %v32, splat (i32 23)
  %v34 = add <16 x i32> %v33, splat (i32 1065353216)
  %v35 = shl <16 x i32> %v31, splat (i32 23)
  %v36 = sub <16 x i32> %v35, %v34
  %v37 = add <16 x i32> %v36, splat (i32 2130706432)
  %v38 = bitcast <16 x i32> %v34 to <16 x float>
  %v39 = fmul <16 x float> %v30, %v38
  %v40 = bitcast <16 x i32> %v37 to <16 x float>
  %v41 = fmul <16 x float> %v39, %v40
  %v42 = getelementptr float, ptr %v4, i64 %v14
  %v43 = load <16 x float>, ptr %v42, align 4
  %v44 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v41, <16 x float> %v43, <16 x float> splat (float 0x3FF0000000000000))
  %v45 = getelementptr float, ptr %v6, i64 %v14
  store <16 x float> %v44, ptr %v45, align 4
  %v46 = getelementptr float, ptr %v15, i64 16
  %v47 = load <16 x float>, ptr %v46, align 4
  %v48 = fcmp ogt <16 x float> splat (float 0xC05A000000000000), %v47
  %v49 = select <16 x i1> %v48, <16 x float> splat (float 0xC05A000000000000), <16 x float> %v47
  %v50 = fcmp olt <16 x float> splat (float 0x4056400000000000), %v49
  %v51 = select <16 x i1> %v50, <16 x float> splat (float 0x4056400000000000), <16 x float> %v49
  %v52 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v51, <16 x float> splat (float 0x3FF7154760000000), <16 x float> splat (float 0x4168000000000000))
  %v53 = fsub <16 x float> %v52, splat (float 0x4168000000000000)
  %v54 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v53, <16 x float> splat (float 0xBFE62E4300000000), <16 x float> %v51)
  %v55 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v53, <16 x float> splat (float 0x3E205C6100000000), <16 x float> %v54)
  %v56 = call <16 x float> @llvm.fma.v16f32(<16 x float> splat (float 0x3F56BEA980000000), <16 x float> %v55, <16 x float> splat (float 0x3F81227AC0000000))
  %v57 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v56, <16 x float> %v55, <16 x float> splat (float 0x3FA5556760000000))
  %v58 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v57, <16 x float> %v55, <16 x float> splat (float 0x3FC5554B00000000))
  %v59 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v58, <16 x float> %v55, <16 x float> splat (float 0x3FDFFFFFE0000000))
  %v60 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v59, <16 x float> %v55, <16 x float> splat (float 0x3FF0000000000000))
  %v61 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v60, <16 x float> %v55, <16 x float> splat (float 0x3FF0000000000000))
  %v62 = bitcast <16 x float> %v52 to <16 x i32>
  %v63 = ashr <16 x i32> %v62, splat (i32 1)
  %v64 = shl <16 x i32> %v63, splat (i32 23)
  %v65 = add <16 x i32> %v64, splat (i32 1065353216)
  %v66 = shl <16 x i32> %v62, splat (i32 23)
  %v67 = sub <16 x i32> %v66, %v65
  %v68 = add <16 x i32> %v67, splat (i32 2130706432)
  %v69 = bitcast <16 x i32> %v65 to <16 x float>
  %v70 = fmul <16 x float> %v61, %v69
  %v71 = bitcast <16 x i32> %v68 to <16 x float>
  %v72 = fmul <16 x float> %v70, %v71
  %v73 = getelementptr float, ptr %v42, i64 16
  %v74 = load <16 x float>, ptr %v73, align 4
  %v75 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v72, <16 x float> %v74, <16 x float> splat (float 0x3FF0000000000000))
  %v76 = getelementptr float, ptr %v45, i64 16
  store <16 x float> %v75, ptr %v76, align 4
  %v77 = getelementptr float, ptr %v2, i64 32
  %v78 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v77, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>, <16 x float> zeroinitializer)
  %v79 = fcmp ogt <16 x float> splat (float 0xC05A000000000000), %v78
  %v80 = select <16 x i1> %v79, <16 x float> splat (float 0xC05A000000000000), <16 x float> %v78
  %v81 = fcmp olt <16 x float> splat (float 0x4056400000000000), %v80
  %v82 = select <16 x i1> %v81, <16 x float> splat (float 0x4056400000000000), <16 x float> %v80
  %v83 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v82, <16 x float> splat (float 0x3FF7154760000000), <16 x float> splat (float 0x4168000000000000))
  %v84 = fsub <16 x float> %v83, splat (float 0x4168000000000000)
  %v85 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v84, <16 x float> splat (float 0xBFE62E4300000000), <16 x float> %v82)
  %v86 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v84, <16 x float> splat (float 0x3E205C6100000000), <16 x float> %v85)
  %v87 = call <16 x float> @llvm.fma.v16f32(<16 x float> splat (float 0x3F56BEA980000000), <16 x float> %v86, <16 x float> splat (float 0x3F81227AC0000000))
  %v88 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v87, <16 x float> %v86, <16 x float> splat (float 0x3FA5556760000000))
  %v89 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v88, <16 x float> %v86, <16 x float> splat (float 0x3FC5554B00000000))
  %v90 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v89, <16 x float> %v86, <16 x float> splat (float 0x3FDFFFFFE0000000))
  %v91 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v90, <16 x float> %v86, <16 x float> splat (float 0x3FF0000000000000))
  %v92 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v91, <16 x float> %v86, <16 x float> splat (float 0x3FF0000000000000))
  %v93 = bitcast <16 x float> %v83 to <16 x i32>
  %v94 = ashr <16 x i32> %v93, splat (i32 1)
  %v95 = shl <16 x i32> %v94, splat (i32 23)
  %v96 = add <16 x i32> %v95, splat (i32 1065353216)
  %v97 = shl <16 x i32> %v93, splat (i32 23)
  %v98 = sub <16 x i32> %v97, %v96
  %v99 = add <16 x i32> %v98, splat (i32 2130706432)
  %v100 = bitcast <16 x i32> %v96 to <16 x float>
  %v101 = fmul <16 x float> %v92, %v100
  %v102 = bitcast <16 x i32> %v99 to <16 x float>
  %v103 = fmul <16 x float> %v101, %v102
  %v104 = getelementptr float, ptr %v4, i64 32
  %v105 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v104, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>, <16 x float> zeroinitializer)
  %v106 = call <16 x float> @llvm.fma.v16f32(<16 x float> %v103, <16 x float> %v105, <16 x float> splat (float 0x3FF0000000000000))
  %v107 = getelementptr float, ptr %v6, i64 32
  call void @llvm.masked.store.v16f32.p0(<16 x float> %v106, ptr %v107, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>)
  %v108 = add nsw i64 %loop12.i, 1
  %v109 = icmp slt i64 %v108, %v11
  br i1 %v109, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
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
declare <16 x float> @llvm.masked.load.v16f32.p0(ptr, i32, <16 x i1>, <16 x float>)
declare void @llvm.masked.store.v16f32.p0(<16 x float>, ptr, i32, <16 x i1>)
!0 = distinct !{!0, !1, !2}
!1 = !{!"llvm.loop.unroll.disable"}
!2 = !{!"llvm.loop.vectorize.enable", i1 false}


declare i32 @sched_yield()
