; acos(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v39, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v16 = fcmp ogt <4 x float> %v15, splat (float 0x3FE0000000000000)
  %v17 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v15, <4 x float> splat (float 0xBFE0000000000000), <4 x float> splat (float 0x3FE0000000000000))
  %v18 = fmul <4 x float> %v15, %v15
  %v19 = select <4 x i1> %v16, <4 x float> %v17, <4 x float> %v18
  %v20 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v19)
  %v21 = select <4 x i1> %v16, <4 x float> %v20, <4 x float> %v15
  %v22 = fmul <4 x float> %v21, %v19
  %v23 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3FA336C4E0000000), <4 x float> %v19, <4 x float> splat (float 0x3F8D8E5E60000000))
  %v24 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v23, <4 x float> %v19, <4 x float> splat (float 0x3FA0494FC0000000))
  %v25 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v24, <4 x float> %v19, <4 x float> splat (float 0x3FA6CAE7A0000000))
  %v26 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v25, <4 x float> %v19, <4 x float> splat (float 0x3FB33387E0000000))
  %v27 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v26, <4 x float> %v19, <4 x float> splat (float 0x3FC55554C0000000))
  %v28 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v22, <4 x float> %v27, <4 x float> %v21)
  %v29 = fadd <4 x float> %v28, %v28
  %v30 = fcmp olt <4 x float> %v14, splat (float 0x0000000000000000)
  %v31 = fsub <4 x float> %v29, splat (float 0xBE7777A5C0000000)
  %v32 = fsub <4 x float> splat (float 0x400921FB60000000), %v31
  %v33 = select <4 x i1> %v30, <4 x float> %v32, <4 x float> %v29
  %v34 = call <4 x float> @llvm.copysign.v4f32(<4 x float> %v28, <4 x float> %v14)
  %v35 = fsub <4 x float> %v34, splat (float 0xBE6777A5C0000000)
  %v36 = fsub <4 x float> splat (float 0x3FF921FB60000000), %v35
  %v37 = select <4 x i1> %v16, <4 x float> %v33, <4 x float> %v36
  %v38 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v37, ptr %v38, align 4
  %v39 = add nsw i64 %loop10.i, 1
  %v40 = icmp slt i64 %v39, %v9
  br i1 %v40, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; acosh(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v72, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = fpext <4 x float> %v14 to <4 x double>
  %v16 = fsub <4 x double> %v15, splat (double 0x3FF0000000000000)
  %v17 = fadd <4 x double> %v15, splat (double 0x3FF0000000000000)
  %v18 = fmul <4 x double> %v16, %v17
  %v19 = call <4 x double> @llvm.sqrt.v4f64(<4 x double> %v18)
  %v20 = fadd <4 x double> %v16, %v19
  %v21 = fcmp olt <4 x double> %v15, splat (double 0x3FF0000000000000)
  %v22 = fcmp ogt <4 x double> %v15, splat (double 0x43B0000000000000)
  %v23 = select <4 x i1> %v22, <4 x double> %v15, <4 x double> %v20
  %v24 = fadd <4 x double> %v23, splat (double 0x3FF0000000000000)
  %v25 = bitcast <4 x double> %v24 to <4 x i64>
  %v26 = sub <4 x i64> %v25, splat (i64 4604544271217802189)
  %v27 = ashr <4 x i64> %v26, splat (i64 52)
  %v28 = shl <4 x i64> %v27, splat (i64 52)
  %v29 = sub <4 x i64> zeroinitializer, %v28
  %v30 = add <4 x i64> %v29, splat (i64 4616189618054758400)
  %v31 = bitcast <4 x i64> %v30 to <4 x double>
  %v32 = fmul <4 x double> %v23, splat (double 0x3FD0000000000000)
  %v33 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v31, <4 x double> splat (double 0x3FD0000000000000), <4 x double> splat (double 0xBFF0000000000000))
  %v34 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v32, <4 x double> %v31, <4 x double> %v33)
  %v35 = bitcast double 0x4338000000000000 to i64
  %v36 = insertelement <4 x i64> poison, i64 %v35, i32 0
  %v37 = shufflevector <4 x i64> %v36, <4 x i64> poison, <4 x i32> zeroinitializer
  %v38 = add <4 x i64> %v37, %v27
  %v39 = bitcast <4 x i64> %v38 to <4 x double>
  %v40 = fsub <4 x double> %v39, splat (double 0x4338000000000000)
  %v41 = fmul <4 x double> %v34, %v34
  %v42 = fadd <4 x double> %v34, splat (double 0x4000000000000000)
  %v43 = fdiv <4 x double> %v34, %v42
  %v44 = fmul <4 x double> %v43, %v43
  %v45 = fmul <4 x double> %v41, splat (double 0x3FE0000000000000)
  %v46 = call <4 x double> @llvm.fma.v4f64(<4 x double> splat (double 0x3FC2F052FF01B8D2), <4 x double> %v44, <4 x double> splat (double 0x3FC39A1C582A3FD8))
  %v47 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v46, <4 x double> %v44, <4 x double> splat (double 0x3FC74663E40C2314))
  %v48 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v47, <4 x double> %v44, <4 x double> splat (double 0x3FCC71C520DBFC64))
  %v49 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v48, <4 x double> %v44, <4 x double> splat (double 0x3FD24924941EA579))
  %v50 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v49, <4 x double> %v44, <4 x double> splat (double 0x3FD999999997FE47))
  %v51 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v50, <4 x double> %v44, <4 x double> splat (double 0x3FE5555555555592))
  %v52 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v44, <4 x double> %v51, <4 x double> %v45)
  %v53 = fmul <4 x double> %v43, %v52
  %v54 = fsub <4 x double> %v45, %v53
  %v55 = fsub <4 x double> %v34, %v54
  %v56 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v40, <4 x double> splat (double 0x3C7ABC9E3B39803F), <4 x double> %v55)
  %v57 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v40, <4 x double> splat (double 0x3FE62E42FEFA39EF), <4 x double> %v56)
  %v58 = call <4 x double> @llvm.fabs.v4f64(<4 x double> %v23)
  %v59 = fcmp olt <4 x double> %v58, splat (double 0x3C90000000000000)
  %v60 = select <4 x i1> %v59, <4 x double> %v23, <4 x double> %v57
  %v61 = fcmp olt <4 x double> %v23, splat (double 0x7FF0000000000000)
  %v62 = select <4 x i1> %v61, <4 x double> %v60, <4 x double> %v23
  %v63 = fcmp olt <4 x double> %v23, splat (double 0xBFF0000000000000)
  %v64 = select <4 x i1> %v63, <4 x double> splat (double 0x7FF8000000000000), <4 x double> %v62
  %v65 = fcmp oeq <4 x double> %v23, splat (double 0xBFF0000000000000)
  %v66 = select <4 x i1> %v65, <4 x double> splat (double 0xFFF0000000000000), <4 x double> %v64
  %v67 = select <4 x i1> %v22, <4 x double> splat (double 0x3FE62E42FEFA39EF), <4 x double> splat (double 0x0000000000000000)
  %v68 = fadd <4 x double> %v66, %v67
  %v69 = select <4 x i1> %v21, <4 x double> splat (double 0x7FF8000000000000), <4 x double> %v68
  %v70 = fptrunc <4 x double> %v69 to <4 x float>
  %v71 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v70, ptr %v71, align 4
  %v72 = add nsw i64 %loop10.i, 1
  %v73 = icmp slt i64 %v72, %v9
  br i1 %v73, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; asin(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v34, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v16 = fcmp ogt <4 x float> %v15, splat (float 0x3FE0000000000000)
  %v17 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v15, <4 x float> splat (float 0xBFE0000000000000), <4 x float> splat (float 0x3FE0000000000000))
  %v18 = fmul <4 x float> %v15, %v15
  %v19 = select <4 x i1> %v16, <4 x float> %v17, <4 x float> %v18
  %v20 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v19)
  %v21 = select <4 x i1> %v16, <4 x float> %v20, <4 x float> %v15
  %v22 = fmul <4 x float> %v21, %v19
  %v23 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3FA336C4E0000000), <4 x float> %v19, <4 x float> splat (float 0x3F8D8E5E60000000))
  %v24 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v23, <4 x float> %v19, <4 x float> splat (float 0x3FA0494FC0000000))
  %v25 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v24, <4 x float> %v19, <4 x float> splat (float 0x3FA6CAE7A0000000))
  %v26 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v25, <4 x float> %v19, <4 x float> splat (float 0x3FB33387E0000000))
  %v27 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v26, <4 x float> %v19, <4 x float> splat (float 0x3FC55554C0000000))
  %v28 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v22, <4 x float> %v27, <4 x float> %v21)
  %v29 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v28, <4 x float> splat (float 0xC000000000000000), <4 x float> splat (float 0x3FF921FB60000000))
  %v30 = fadd <4 x float> %v29, splat (float 0xBE6777A5C0000000)
  %v31 = select <4 x i1> %v16, <4 x float> %v30, <4 x float> %v28
  %v32 = call <4 x float> @llvm.copysign.v4f32(<4 x float> %v31, <4 x float> %v14)
  %v33 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v32, ptr %v33, align 4
  %v34 = add nsw i64 %loop10.i, 1
  %v35 = icmp slt i64 %v34, %v9
  br i1 %v35, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; asinh(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v73, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = fpext <4 x float> %v14 to <4 x double>
  %v16 = call <4 x double> @llvm.fabs.v4f64(<4 x double> %v15)
  %v17 = fmul <4 x double> %v16, %v16
  %v18 = fadd <4 x double> %v17, splat (double 0x3FF0000000000000)
  %v19 = call <4 x double> @llvm.sqrt.v4f64(<4 x double> %v18)
  %v20 = fadd <4 x double> %v19, splat (double 0x3FF0000000000000)
  %v21 = fdiv <4 x double> %v17, %v20
  %v22 = fadd <4 x double> %v16, %v21
  %v23 = fcmp ogt <4 x double> %v16, splat (double 0x43B0000000000000)
  %v24 = select <4 x i1> %v23, <4 x double> %v16, <4 x double> %v22
  %v25 = fadd <4 x double> %v24, splat (double 0x3FF0000000000000)
  %v26 = bitcast <4 x double> %v25 to <4 x i64>
  %v27 = sub <4 x i64> %v26, splat (i64 4604544271217802189)
  %v28 = ashr <4 x i64> %v27, splat (i64 52)
  %v29 = shl <4 x i64> %v28, splat (i64 52)
  %v30 = sub <4 x i64> zeroinitializer, %v29
  %v31 = add <4 x i64> %v30, splat (i64 4616189618054758400)
  %v32 = bitcast <4 x i64> %v31 to <4 x double>
  %v33 = fmul <4 x double> %v24, splat (double 0x3FD0000000000000)
  %v34 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v32, <4 x double> splat (double 0x3FD0000000000000), <4 x double> splat (double 0xBFF0000000000000))
  %v35 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v33, <4 x double> %v32, <4 x double> %v34)
  %v36 = bitcast double 0x4338000000000000 to i64
  %v37 = insertelement <4 x i64> poison, i64 %v36, i32 0
  %v38 = shufflevector <4 x i64> %v37, <4 x i64> poison, <4 x i32> zeroinitializer
  %v39 = add <4 x i64> %v38, %v28
  %v40 = bitcast <4 x i64> %v39 to <4 x double>
  %v41 = fsub <4 x double> %v40, splat (double 0x4338000000000000)
  %v42 = fmul <4 x double> %v35, %v35
  %v43 = fadd <4 x double> %v35, splat (double 0x4000000000000000)
  %v44 = fdiv <4 x double> %v35, %v43
  %v45 = fmul <4 x double> %v44, %v44
  %v46 = fmul <4 x double> %v42, splat (double 0x3FE0000000000000)
  %v47 = call <4 x double> @llvm.fma.v4f64(<4 x double> splat (double 0x3FC2F052FF01B8D2), <4 x double> %v45, <4 x double> splat (double 0x3FC39A1C582A3FD8))
  %v48 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v47, <4 x double> %v45, <4 x double> splat (double 0x3FC74663E40C2314))
  %v49 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v48, <4 x double> %v45, <4 x double> splat (double 0x3FCC71C520DBFC64))
  %v50 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v49, <4 x double> %v45, <4 x double> splat (double 0x3FD24924941EA579))
  %v51 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v50, <4 x double> %v45, <4 x double> splat (double 0x3FD999999997FE47))
  %v52 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v51, <4 x double> %v45, <4 x double> splat (double 0x3FE5555555555592))
  %v53 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v45, <4 x double> %v52, <4 x double> %v46)
  %v54 = fmul <4 x double> %v44, %v53
  %v55 = fsub <4 x double> %v46, %v54
  %v56 = fsub <4 x double> %v35, %v55
  %v57 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v41, <4 x double> splat (double 0x3C7ABC9E3B39803F), <4 x double> %v56)
  %v58 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v41, <4 x double> splat (double 0x3FE62E42FEFA39EF), <4 x double> %v57)
  %v59 = call <4 x double> @llvm.fabs.v4f64(<4 x double> %v24)
  %v60 = fcmp olt <4 x double> %v59, splat (double 0x3C90000000000000)
  %v61 = select <4 x i1> %v60, <4 x double> %v24, <4 x double> %v58
  %v62 = fcmp olt <4 x double> %v24, splat (double 0x7FF0000000000000)
  %v63 = select <4 x i1> %v62, <4 x double> %v61, <4 x double> %v24
  %v64 = fcmp olt <4 x double> %v24, splat (double 0xBFF0000000000000)
  %v65 = select <4 x i1> %v64, <4 x double> splat (double 0x7FF8000000000000), <4 x double> %v63
  %v66 = fcmp oeq <4 x double> %v24, splat (double 0xBFF0000000000000)
  %v67 = select <4 x i1> %v66, <4 x double> splat (double 0xFFF0000000000000), <4 x double> %v65
  %v68 = select <4 x i1> %v23, <4 x double> splat (double 0x3FE62E42FEFA39EF), <4 x double> splat (double 0x0000000000000000)
  %v69 = fadd <4 x double> %v67, %v68
  %v70 = call <4 x double> @llvm.copysign.v4f64(<4 x double> %v69, <4 x double> %v15)
  %v71 = fptrunc <4 x double> %v70 to <4 x float>
  %v72 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v71, ptr %v72, align 4
  %v73 = add nsw i64 %loop10.i, 1
  %v74 = icmp slt i64 %v73, %v9
  br i1 %v74, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; atan(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v34, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v16 = fcmp ogt <4 x float> %v15, splat (float 0x3FF0000000000000)
  %v17 = fdiv <4 x float> splat (float 0xBFF0000000000000), %v15
  %v18 = select <4 x i1> %v16, <4 x float> %v17, <4 x float> %v15
  %v19 = fmul <4 x float> %v18, %v18
  %v20 = fmul <4 x float> %v18, %v19
  %v21 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3F67ED24C0000000), <4 x float> %v19, <4 x float> splat (float 0xBF90C2C260000000))
  %v22 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v21, <4 x float> %v19, <4 x float> splat (float 0x3FA61FDEC0000000))
  %v23 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v22, <4 x float> %v19, <4 x float> splat (float 0xBFB3556C00000000))
  %v24 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v23, <4 x float> %v19, <4 x float> splat (float 0x3FBB4E1300000000))
  %v25 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v24, <4 x float> %v19, <4 x float> splat (float 0xBFC230ADC0000000))
  %v26 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v25, <4 x float> %v19, <4 x float> splat (float 0x3FC9978F40000000))
  %v27 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v26, <4 x float> %v19, <4 x float> splat (float 0xBFD5554DC0000000))
  %v28 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v20, <4 x float> %v27, <4 x float> %v18)
  %v29 = fadd <4 x float> %v28, splat (float 0xBE6777A5C0000000)
  %v30 = fadd <4 x float> %v29, splat (float 0x3FF921FB60000000)
  %v31 = select <4 x i1> %v16, <4 x float> %v30, <4 x float> %v28
  %v32 = call <4 x float> @llvm.copysign.v4f32(<4 x float> %v31, <4 x float> %v14)
  %v33 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v32, ptr %v33, align 4
  %v34 = add nsw i64 %loop10.i, 1
  %v35 = icmp slt i64 %v34, %v9
  br i1 %v35, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; atan2(f32[4], f32[4]) -> f32[4]
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
  %loop12.i = phi i64 [ %v8, %entry ], [ %v55, %loop12 ]
  %v14 = mul nsw i64 0, 4
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <4 x float>, ptr %v15, align 4
  %v17 = getelementptr float, ptr %v4, i64 %v14
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v18)
  %v20 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v16)
  %v21 = fcmp ogt <4 x float> %v20, %v19
  %v22 = select <4 x i1> %v21, <4 x float> %v20, <4 x float> %v19
  %v23 = fcmp uno <4 x float> %v20, %v20
  %v24 = select <4 x i1> %v23, <4 x float> %v20, <4 x float> %v22
  %v25 = fcmp olt <4 x float> %v20, %v19
  %v26 = select <4 x i1> %v25, <4 x float> %v20, <4 x float> %v19
  %v27 = fcmp uno <4 x float> %v20, %v20
  %v28 = select <4 x i1> %v27, <4 x float> %v20, <4 x float> %v26
  %v29 = fcmp oeq <4 x float> %v28, %v24
  %v30 = fcmp oeq <4 x float> %v24, splat (float 0x0000000000000000)
  %v31 = select <4 x i1> %v30, <4 x float> %v24, <4 x float> splat (float 0x3FF0000000000000)
  %v32 = fdiv <4 x float> %v28, %v24
  %v33 = select <4 x i1> %v29, <4 x float> %v31, <4 x float> %v32
  %v34 = fcmp ogt <4 x float> %v20, %v19
  %v35 = bitcast <4 x float> %v18 to <4 x i32>
  %v36 = icmp slt <4 x i32> %v35, splat (i32 0)
  %v37 = fmul <4 x float> %v33, %v33
  %v38 = fmul <4 x float> %v33, %v37
  %v39 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3F67ED24C0000000), <4 x float> %v37, <4 x float> splat (float 0xBF90C2C260000000))
  %v40 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v39, <4 x float> %v37, <4 x float> splat (float 0x3FA61FDEC0000000))
  %v41 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v40, <4 x float> %v37, <4 x float> splat (float 0xBFB3556C00000000))
  %v42 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v41, <4 x float> %v37, <4 x float> splat (float 0x3FBB4E1300000000))
  %v43 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v42, <4 x float> %v37, <4 x float> splat (float 0xBFC230ADC0000000))
  %v44 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v43, <4 x float> %v37, <4 x float> splat (float 0x3FC9978F40000000))
  %v45 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v44, <4 x float> %v37, <4 x float> splat (float 0xBFD5554DC0000000))
  %v46 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v38, <4 x float> %v45, <4 x float> %v33)
  %v47 = fsub <4 x float> %v46, splat (float 0xBE6777A5C0000000)
  %v48 = fsub <4 x float> splat (float 0x3FF921FB60000000), %v47
  %v49 = select <4 x i1> %v34, <4 x float> %v48, <4 x float> %v46
  %v50 = fsub <4 x float> %v49, splat (float 0xBE7777A5C0000000)
  %v51 = fsub <4 x float> splat (float 0x400921FB60000000), %v50
  %v52 = select <4 x i1> %v36, <4 x float> %v51, <4 x float> %v49
  %v53 = call <4 x float> @llvm.copysign.v4f32(<4 x float> %v52, <4 x float> %v16)
  %v54 = getelementptr float, ptr %v6, i64 %v14
  store <4 x float> %v53, ptr %v54, align 4
  %v55 = add nsw i64 %loop12.i, 1
  %v56 = icmp slt i64 %v55, %v11
  br i1 %v56, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; atanh(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v70, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v16 = fadd <4 x float> %v15, %v15
  %v17 = fsub <4 x float> splat (float 0x3FF0000000000000), %v15
  %v18 = fdiv <4 x float> %v16, %v17
  %v19 = fadd <4 x float> %v18, splat (float 0x3FF0000000000000)
  %v20 = bitcast <4 x float> %v19 to <4 x i32>
  %v21 = sub <4 x i32> %v20, splat (i32 1060439283)
  %v22 = ashr <4 x i32> %v21, splat (i32 23)
  %v23 = shl <4 x i32> %v22, splat (i32 23)
  %v24 = sub <4 x i32> zeroinitializer, %v23
  %v25 = add <4 x i32> %v24, splat (i32 1082130432)
  %v26 = bitcast <4 x i32> %v25 to <4 x float>
  %v27 = fmul <4 x float> %v18, splat (float 0x3FD0000000000000)
  %v28 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v26, <4 x float> splat (float 0x3FD0000000000000), <4 x float> splat (float 0xBFF0000000000000))
  %v29 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v27, <4 x float> %v26, <4 x float> %v28)
  %v30 = bitcast float 0x4168000000000000 to i32
  %v31 = insertelement <4 x i32> poison, i32 %v30, i32 0
  %v32 = shufflevector <4 x i32> %v31, <4 x i32> poison, <4 x i32> zeroinitializer
  %v33 = add <4 x i32> %v32, %v22
  %v34 = bitcast <4 x i32> %v33 to <4 x float>
  %v35 = fsub <4 x float> %v34, splat (float 0x4168000000000000)
  %v36 = fmul <4 x float> %v29, %v29
  %v37 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0xBFB3844660000000), <4 x float> %v29, <4 x float> splat (float 0x3FC0855EA0000000))
  %v38 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v37, <4 x float> %v29, <4 x float> splat (float 0xBFC0F39CC0000000))
  %v39 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v38, <4 x float> %v29, <4 x float> splat (float 0x3FC226F5C0000000))
  %v40 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v39, <4 x float> %v29, <4 x float> splat (float 0xBFC5426D40000000))
  %v41 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v40, <4 x float> %v29, <4 x float> splat (float 0x3FC99A4120000000))
  %v42 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v41, <4 x float> %v29, <4 x float> splat (float 0xBFD00042A0000000))
  %v43 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v42, <4 x float> %v29, <4 x float> splat (float 0x3FD5555500000000))
  %v44 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v43, <4 x float> %v29, <4 x float> splat (float 0xBFDFFFFF80000000))
  %v45 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v36, <4 x float> %v44, <4 x float> %v29)
  %v46 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v35, <4 x float> splat (float 0xBE205C6100000000), <4 x float> %v45)
  %v47 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v35, <4 x float> splat (float 0x3FE62E4300000000), <4 x float> %v46)
  %v48 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v18)
  %v49 = fcmp olt <4 x float> %v48, splat (float 0x3E60000000000000)
  %v50 = select <4 x i1> %v49, <4 x float> %v18, <4 x float> %v47
  %v51 = fcmp olt <4 x float> %v18, splat (float 0x7FF0000000000000)
  %v52 = select <4 x i1> %v51, <4 x float> %v50, <4 x float> %v18
  %v53 = fcmp olt <4 x float> %v18, splat (float 0xBFF0000000000000)
  %v54 = select <4 x i1> %v53, <4 x float> splat (float 0x7FF8000000000000), <4 x float> %v52
  %v55 = fcmp oeq <4 x float> %v18, splat (float 0xBFF0000000000000)
  %v56 = select <4 x i1> %v55, <4 x float> splat (float 0xFFF0000000000000), <4 x float> %v54
  %v57 = fmul <4 x float> %v56, splat (float 0x3FE0000000000000)
  %v58 = fmul <4 x float> %v14, %v14
  %v59 = fmul <4 x float> %v15, %v58
  %v60 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3FC693A380000000), <4 x float> %v58, <4 x float> splat (float 0x3FAA6BB9A0000000))
  %v61 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v60, <4 x float> %v58, <4 x float> splat (float 0x3FBE4000A0000000))
  %v62 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v61, <4 x float> %v58, <4 x float> splat (float 0x3FC234D980000000))
  %v63 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v62, <4 x float> %v58, <4 x float> splat (float 0x3FC99A6760000000))
  %v64 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v63, <4 x float> %v58, <4 x float> splat (float 0x3FD55553E0000000))
  %v65 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v59, <4 x float> %v64, <4 x float> %v15)
  %v66 = fcmp olt <4 x float> %v15, splat (float 0x3FE0000000000000)
  %v67 = select <4 x i1> %v66, <4 x float> %v65, <4 x float> %v57
  %v68 = call <4 x float> @llvm.copysign.v4f32(<4 x float> %v67, <4 x float> %v14)
  %v69 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v68, ptr %v69, align 4
  %v70 = add nsw i64 %loop10.i, 1
  %v71 = icmp slt i64 %v70, %v9
  br i1 %v71, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; cos(f32[4]) -> f32[4]
define internal { double, i64 } @pellucid.radians(double %x) nounwind noinline {
entry:
  %v1 = call double @llvm.fabs.f64(double %x)
  %v2 = bitcast double %v1 to i64
  %v3 = ashr i64 %v2, 52
  %v4 = sub i64 %v3, 1075
  %v5 = and i64 %v2, 4503599627370495
  %v6 = or i64 %v5, 4841369599423283200
  %v7 = bitcast i64 %v6 to double
  %v8 = bitcast double %v7 to i64
  %v9 = and i64 %v8, -134217728
  %v10 = bitcast i64 %v9 to double
  %v11 = fsub double %v7, %v10
  %v12 = sub i64 %v4, 2
  %v13 = sdiv i64 %v12, 26
  %v14 = call i64 @llvm.smax.i64(i64 %v13, i64 0)
  %v15 = call i64 @llvm.smin.i64(i64 %v14, i64 39)
  %v16 = add i64 %v15, 1
  %v17 = mul i64 %v16, 26
  %v18 = sub i64 %v4, %v17
  %v19 = add i64 %v18, 1023
  %v20 = shl i64 %v19, 52
  %v21 = bitcast i64 %v20 to double
  %v22 = getelementptr double, ptr @pellucid.two_over_pi, i64 %v15
  %v23 = load double, ptr %v22, align 8
  %v24 = fmul double %v23, %v21
  %v25 = fmul double %v24, 0x3FF0000000000000
  %v26 = fmul double %v10, %v25
  %v27 = fmul double %v26, 0x3FD0000000000000
  %v28 = call double @llvm.roundeven.f64(double %v27)
  %v29 = call double @llvm.fma.f64(double %v28, double 0xC010000000000000, double %v26)
  %v30 = fadd double 0x0000000000000000, %v29
  %v31 = fsub double %v30, 0x0000000000000000
  %v32 = fsub double %v30, %v31
  %v33 = fsub double 0x0000000000000000, %v32
  %v34 = fsub double %v29, %v31
  %v35 = fadd double %v33, %v34
  %v36 = fadd double 0x0000000000000000, %v35
  %v37 = fmul double %v11, %v25
  %v38 = fmul double %v37, 0x3FD0000000000000
  %v39 = call double @llvm.roundeven.f64(double %v38)
  %v40 = call double @llvm.fma.f64(double %v39, double 0xC010000000000000, double %v37)
  %v41 = fadd double %v30, %v40
  %v42 = fsub double %v41, %v30
  %v43 = fsub double %v41, %v42
  %v44 = fsub double %v30, %v43
  %v45 = fsub double %v40, %v42
  %v46 = fadd double %v44, %v45
  %v47 = fadd double %v36, %v46
  %v48 = call double @llvm.roundeven.f64(double %v41)
  %v49 = fsub double %v41, %v48
  %v50 = fadd double %v49, %v47
  %v51 = fsub double %v50, %v49
  %v52 = fsub double %v50, %v51
  %v53 = fsub double %v49, %v52
  %v54 = fsub double %v47, %v51
  %v55 = fadd double %v53, %v54
  %v56 = fadd double 0x0000000000000000, %v48
  %v57 = getelementptr double, ptr @pellucid.two_over_pi, i64 1
  %v58 = getelementptr double, ptr %v57, i64 %v15
  %v59 = load double, ptr %v58, align 8
  %v60 = fmul double %v59, %v21
  %v61 = fmul double %v60, 0x3E50000000000000
  %v62 = fmul double %v10, %v61
  %v63 = fmul double %v62, 0x3FD0000000000000
  %v64 = call double @llvm.roundeven.f64(double %v63)
  %v65 = call double @llvm.fma.f64(double %v64, double 0xC010000000000000, double %v62)
  %v66 = fadd double %v50, %v65
  %v67 = fsub double %v66, %v50
  %v68 = fsub double %v66, %v67
  %v69 = fsub double %v50, %v68
  %v70 = fsub double %v65, %v67
  %v71 = fadd double %v69, %v70
  %v72 = fadd double %v55, %v71
  %v73 = fmul double %v11, %v61
  %v74 = fmul double %v73, 0x3FD0000000000000
  %v75 = call double @llvm.roundeven.f64(double %v74)
  %v76 = call double @llvm.fma.f64(double %v75, double 0xC010000000000000, double %v73)
  %v77 = fadd double %v66, %v76
  %v78 = fsub double %v77, %v66
  %v79 = fsub double %v77, %v78
  %v80 = fsub double %v66, %v79
  %v81 = fsub double %v76, %v78
  %v82 = fadd double %v80, %v81
  %v83 = fadd double %v72, %v82
  %v84 = call double @llvm.roundeven.f64(double %v77)
  %v85 = fsub double %v77, %v84
  %v86 = fadd double %v85, %v83
  %v87 = fsub double %v86, %v85
  %v88 = fsub double %v86, %v87
  %v89 = fsub double %v85, %v88
  %v90 = fsub double %v83, %v87
  %v91 = fadd double %v89, %v90
  %v92 = fadd double %v56, %v84
  %v93 = getelementptr double, ptr @pellucid.two_over_pi, i64 2
  %v94 = getelementptr double, ptr %v93, i64 %v15
  %v95 = load double, ptr %v94, align 8
  %v96 = fmul double %v95, %v21
  %v97 = fmul double %v96, 0x3CB0000000000000
  %v98 = fmul double %v10, %v97
  %v99 = fmul double %v98, 0x3FD0000000000000
  %v100 = call double @llvm.roundeven.f64(double %v99)
  %v101 = call double @llvm.fma.f64(double %v100, double 0xC010000000000000, double %v98)
  %v102 = fadd double %v86, %v101
  %v103 = fsub double %v102, %v86
  %v104 = fsub double %v102, %v103
  %v105 = fsub double %v86, %v104
  %v106 = fsub double %v101, %v103
  %v107 = fadd double %v105, %v106
  %v108 = fadd double %v91, %v107
  %v109 = fmul double %v11, %v97
  %v110 = fmul double %v109, 0x3FD0000000000000
  %v111 = call double @llvm.roundeven.f64(double %v110)
  %v112 = call double @llvm.fma.f64(double %v111, double 0xC010000000000000, double %v109)
  %v113 = fadd double %v102, %v112
  %v114 = fsub double %v113, %v102
  %v115 = fsub double %v113, %v114
  %v116 = fsub double %v102, %v115
  %v117 = fsub double %v112, %v114
  %v118 = fadd double %v116, %v117
  %v119 = fadd double %v108, %v118
  %v120 = call double @llvm.roundeven.f64(double %v113)
  %v121 = fsub double %v113, %v120
  %v122 = fadd double %v121, %v119
  %v123 = fsub double %v122, %v121
  %v124 = fsub double %v122, %v123
  %v125 = fsub double %v121, %v124
  %v126 = fsub double %v119, %v123
  %v127 = fadd double %v125, %v126
  %v128 = fadd double %v92, %v120
  %v129 = getelementptr double, ptr @pellucid.two_over_pi, i64 3
  %v130 = getelementptr double, ptr %v129, i64 %v15
  %v131 = load double, ptr %v130, align 8
  %v132 = fmul double %v131, %v21
  %v133 = fmul double %v132, 0x3B10000000000000
  %v134 = fmul double %v10, %v133
  %v135 = fmul double %v134, 0x3FD0000000000000
  %v136 = call double @llvm.roundeven.f64(double %v135)
  %v137 = call double @llvm.fma.f64(double %v136, double 0xC010000000000000, double %v134)
  %v138 = fadd double %v122, %v137
  %v139 = fsub double %v138, %v122
  %v140 = fsub double %v138, %v139
  %v141 = fsub double %v122, %v140
  %v142 = fsub double %v137, %v139
  %v143 = fadd double %v141, %v142
  %v144 = fadd double %v127, %v143
  %v145 = fmul double %v11, %v133
  %v146 = fmul double %v145, 0x3FD0000000000000
  %v147 = call double @llvm.roundeven.f64(double %v146)
  %v148 = call double @llvm.fma.f64(double %v147, double 0xC010000000000000, double %v145)
  %v149 = fadd double %v138, %v148
  %v150 = fsub double %v149, %v138
  %v151 = fsub double %v149, %v150
  %v152 = fsub double %v138, %v151
  %v153 = fsub double %v148, %v150
  %v154 = fadd double %v152, %v153
  %v155 = fadd double %v144, %v154
  %v156 = call double @llvm.roundeven.f64(double %v149)
  %v157 = fsub double %v149, %v156
  %v158 = fadd double %v157, %v155
  %v159 = fsub double %v158, %v157
  %v160 = fsub double %v158, %v159
  %v161 = fsub double %v157, %v160
  %v162 = fsub double %v155, %v159
  %v163 = fadd double %v161, %v162
  %v164 = fadd double %v128, %v156
  %v165 = getelementptr double, ptr @pellucid.two_over_pi, i64 4
  %v166 = getelementptr double, ptr %v165, i64 %v15
  %v167 = load double, ptr %v166, align 8
  %v168 = fmul double %v167, %v21
  %v169 = fmul double %v168, 0x3970000000000000
  %v170 = fmul double %v10, %v169
  %v171 = fmul double %v170, 0x3FD0000000000000
  %v172 = call double @llvm.roundeven.f64(double %v171)
  %v173 = call double @llvm.fma.f64(double %v172, double 0xC010000000000000, double %v170)
  %v174 = fadd double %v158, %v173
  %v175 = fsub double %v174, %v158
  %v176 = fsub double %v174, %v175
  %v177 = fsub double %v158, %v176
  %v178 = fsub double %v173, %v175
  %v179 = fadd double %v177, %v178
  %v180 = fadd double %v163, %v179
  %v181 = fmul double %v11, %v169
  %v182 = fmul double %v181, 0x3FD0000000000000
  %v183 = call double @llvm.roundeven.f64(double %v182)
  %v184 = call double @llvm.fma.f64(double %v183, double 0xC010000000000000, double %v181)
  %v185 = fadd double %v174, %v184
  %v186 = fsub double %v185, %v174
  %v187 = fsub double %v185, %v186
  %v188 = fsub double %v174, %v187
  %v189 = fsub double %v184, %v186
  %v190 = fadd double %v188, %v189
  %v191 = fadd double %v180, %v190
  %v192 = call double @llvm.roundeven.f64(double %v185)
  %v193 = fsub double %v185, %v192
  %v194 = fadd double %v193, %v191
  %v195 = fsub double %v194, %v193
  %v196 = fsub double %v194, %v195
  %v197 = fsub double %v193, %v196
  %v198 = fsub double %v191, %v195
  %v199 = fadd double %v197, %v198
  %v200 = fadd double %v164, %v192
  %v201 = getelementptr double, ptr @pellucid.two_over_pi, i64 5
  %v202 = getelementptr double, ptr %v201, i64 %v15
  %v203 = load double, ptr %v202, align 8
  %v204 = fmul double %v203, %v21
  %v205 = fmul double %v204, 0x37D0000000000000
  %v206 = fmul double %v10, %v205
  %v207 = fmul double %v206, 0x3FD0000000000000
  %v208 = call double @llvm.roundeven.f64(double %v207)
  %v209 = call double @llvm.fma.f64(double %v208, double 0xC010000000000000, double %v206)
  %v210 = fadd double %v194, %v209
  %v211 = fsub double %v210, %v194
  %v212 = fsub double %v210, %v211
  %v213 = fsub double %v194, %v212
  %v214 = fsub double %v209, %v211
  %v215 = fadd double %v213, %v214
  %v216 = fadd double %v199, %v215
  %v217 = fmul double %v11, %v205
  %v218 = fmul double %v217, 0x3FD0000000000000
  %v219 = call double @llvm.roundeven.f64(double %v218)
  %v220 = call double @llvm.fma.f64(double %v219, double 0xC010000000000000, double %v217)
  %v221 = fadd double %v210, %v220
  %v222 = fsub double %v221, %v210
  %v223 = fsub double %v221, %v222
  %v224 = fsub double %v210, %v223
  %v225 = fsub double %v220, %v222
  %v226 = fadd double %v224, %v225
  %v227 = fadd double %v216, %v226
  %v228 = call double @llvm.roundeven.f64(double %v221)
  %v229 = fsub double %v221, %v228
  %v230 = fadd double %v229, %v227
  %v231 = fsub double %v230, %v229
  %v232 = fsub double %v230, %v231
  %v233 = fsub double %v229, %v232
  %v234 = fsub double %v227, %v231
  %v235 = fadd double %v233, %v234
  %v236 = fadd double %v200, %v228
  %v237 = getelementptr double, ptr @pellucid.two_over_pi, i64 6
  %v238 = getelementptr double, ptr %v237, i64 %v15
  %v239 = load double, ptr %v238, align 8
  %v240 = fmul double %v239, %v21
  %v241 = fmul double %v240, 0x3630000000000000
  %v242 = fmul double %v10, %v241
  %v243 = fmul double %v242, 0x3FD0000000000000
  %v244 = call double @llvm.roundeven.f64(double %v243)
  %v245 = call double @llvm.fma.f64(double %v244, double 0xC010000000000000, double %v242)
  %v246 = fadd double %v230, %v245
  %v247 = fsub double %v246, %v230
  %v248 = fsub double %v246, %v247
  %v249 = fsub double %v230, %v248
  %v250 = fsub double %v245, %v247
  %v251 = fadd double %v249, %v250
  %v252 = fadd double %v235, %v251
  %v253 = fmul double %v11, %v241
  %v254 = fmul double %v253, 0x3FD0000000000000
  %v255 = call double @llvm.roundeven.f64(double %v254)
  %v256 = call double @llvm.fma.f64(double %v255, double 0xC010000000000000, double %v253)
  %v257 = fadd double %v246, %v256
  %v258 = fsub double %v257, %v246
  %v259 = fsub double %v257, %v258
  %v260 = fsub double %v246, %v259
  %v261 = fsub double %v256, %v258
  %v262 = fadd double %v260, %v261
  %v263 = fadd double %v252, %v262
  %v264 = call double @llvm.roundeven.f64(double %v257)
  %v265 = fsub double %v257, %v264
  %v266 = fadd double %v265, %v263
  %v267 = fsub double %v266, %v265
  %v268 = fsub double %v266, %v267
  %v269 = fsub double %v265, %v268
  %v270 = fsub double %v263, %v267
  %v271 = fadd double %v269, %v270
  %v272 = fadd double %v236, %v264
  %v273 = call double @llvm.roundeven.f64(double %v266)
  %v274 = fsub double %v266, %v273
  %v275 = fadd double %v274, %v271
  %v276 = fsub double %v275, %v274
  %v277 = fsub double %v271, %v276
  %v278 = fmul double %v277, 0x3FF921FB54442D18
  %v279 = call double @llvm.fma.f64(double %v275, double 0x3C91A62633145C07, double %v278)
  %v280 = call double @llvm.fma.f64(double %v275, double 0x3FF921FB54442D18, double %v279)
  %v281 = fsub double %x, %x
  %v282 = fadd double %v280, %v281
  %v283 = bitcast double %x to i64
  %v284 = ashr i64 %v283, 63
  %v285 = fadd double %v272, %v273
  %v286 = fadd double %v285, 0x4338000000000000
  %v287 = bitcast double %v286 to i64
  %v288 = xor i64 %v287, %v284
  %v289 = sub i64 %v288, %v284
  %v290 = bitcast double %v282 to i64
  %v291 = shl i64 %v284, 63
  %v292 = xor i64 %v290, %v291
  %v293 = bitcast i64 %v292 to double
  %v294 = insertvalue { double, i64 } poison, double %v293, 0
  %v295 = insertvalue { double, i64 } %v294, i64 %v289, 1
  ret { double, i64 } %v295
}
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v61, %if24.end ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v14, <4 x float> splat (float 0x3FE45F3060000000), <4 x float> splat (float 0x4168000000000000))
  %v16 = fsub <4 x float> %v15, splat (float 0x4168000000000000)
  %v17 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v16, <4 x float> splat (float 0xBFF921FB60000000), <4 x float> %v14)
  %v18 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v16, <4 x float> splat (float 0x3E6777A5C0000000), <4 x float> %v17)
  %v19 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v16, <4 x float> splat (float 0x3CDEE59DA0000000), <4 x float> %v18)
  %v20 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v21 = fcmp oge <4 x float> %v20, splat (float 0x4100000000000000)
  %v22 = bitcast <4 x float> %v15 to <4 x i32>
  %v23 = call i1 @llvm.vector.reduce.or.v4i1(<4 x i1> %v21)
  br i1 %v23, label %if24.yes, label %if24.no
if24.yes:
  %v25 = fpext <4 x float> %v14 to <4 x double>
  br label %loop26
loop26:
  %loop26.i = phi i64 [ 0, %if24.yes ], [ %v33, %loop26 ]
  %loop26.0 = phi <4 x double> [ splat (double 0x0000000000000000), %if24.yes ], [ %v31, %loop26 ]
  %loop26.1 = phi <4 x i64> [ splat (i64 0), %if24.yes ], [ %v32, %loop26 ]
  %v27 = extractelement <4 x double> %v25, i64 %loop26.i
  %v28 = call { double, i64 } @pellucid.radians(double %v27)
  %v29 = extractvalue { double, i64 } %v28, 0
  %v30 = extractvalue { double, i64 } %v28, 1
  %v31 = insertelement <4 x double> %loop26.0, double %v29, i64 %loop26.i
  %v32 = insertelement <4 x i64> %loop26.1, i64 %v30, i64 %loop26.i
  %v33 = add nsw i64 %loop26.i, 1
  %v34 = icmp slt i64 %v33, 4
  br i1 %v34, label %loop26, label %loop26.end, !llvm.loop !0
loop26.end:
  %v35 = fptrunc <4 x double> %v31 to <4 x float>
  %v36 = trunc <4 x i64> %v32 to <4 x i32>
  %v37 = select <4 x i1> %v21, <4 x float> %v35, <4 x float> %v19
  %v38 = select <4 x i1> %v21, <4 x i32> %v36, <4 x i32> %v22
  br label %if24.end
if24.no:
  br label %if24.end
if24.end:
  %v39 = phi <4 x float> [ %v37, %loop26.end ], [ %v19, %if24.no ]
  %v40 = phi <4 x i32> [ %v38, %loop26.end ], [ %v22, %if24.no ]
  %v41 = fmul <4 x float> %v39, %v39
  %v42 = fmul <4 x float> %v39, %v41
  %v43 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0xBF299198C0000000), <4 x float> %v41, <4 x float> splat (float 0x3F81106C60000000))
  %v44 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v43, <4 x float> %v41, <4 x float> splat (float 0xBFC5555440000000))
  %v45 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v42, <4 x float> %v44, <4 x float> %v39)
  %v46 = fmul <4 x float> %v41, %v41
  %v47 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3EF99BABC0000000), <4 x float> %v41, <4 x float> splat (float 0xBF56C0B8A0000000))
  %v48 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v47, <4 x float> %v41, <4 x float> splat (float 0x3FA5555480000000))
  %v49 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v41, <4 x float> splat (float 0xBFE0000000000000), <4 x float> splat (float 0x3FF0000000000000))
  %v50 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v46, <4 x float> %v48, <4 x float> %v49)
  %v51 = and <4 x i32> %v40, splat (i32 1)
  %v52 = icmp eq <4 x i32> %v51, splat (i32 1)
  %v53 = select <4 x i1> %v52, <4 x float> %v45, <4 x float> %v50
  %v54 = add <4 x i32> %v40, splat (i32 1)
  %v55 = ashr <4 x i32> %v54, splat (i32 1)
  %v56 = shl <4 x i32> %v55, splat (i32 31)
  %v57 = bitcast <4 x float> %v53 to <4 x i32>
  %v58 = xor <4 x i32> %v57, %v56
  %v59 = bitcast <4 x i32> %v58 to <4 x float>
  %v60 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v59, ptr %v60, align 4
  %v61 = add nsw i64 %loop10.i, 1
  %v62 = icmp slt i64 %v61, %v9
  br i1 %v62, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; cosh(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v44, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v16 = fcmp olt <4 x float> splat (float 0x4056800000000000), %v15
  %v17 = select <4 x i1> %v16, <4 x float> splat (float 0x4056800000000000), <4 x float> %v15
  %v18 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v17, <4 x float> splat (float 0x3FF7154760000000), <4 x float> splat (float 0x4168000000000000))
  %v19 = fsub <4 x float> %v18, splat (float 0x4168000000000000)
  %v20 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v19, <4 x float> splat (float 0xBFE62E4300000000), <4 x float> %v17)
  %v21 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v19, <4 x float> splat (float 0x3E205C6100000000), <4 x float> %v20)
  %v22 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3F56BEA980000000), <4 x float> %v21, <4 x float> splat (float 0x3F81227AC0000000))
  %v23 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v22, <4 x float> %v21, <4 x float> splat (float 0x3FA5556760000000))
  %v24 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v23, <4 x float> %v21, <4 x float> splat (float 0x3FC5554B00000000))
  %v25 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v24, <4 x float> %v21, <4 x float> splat (float 0x3FDFFFFFE0000000))
  %v26 = fmul <4 x float> %v25, %v21
  %v27 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v26, <4 x float> %v21, <4 x float> %v21)
  %v28 = fadd <4 x float> %v27, splat (float 0x3FF0000000000000)
  %v29 = fsub <4 x float> %v18, splat (float 0x3FF0000000000000)
  %v30 = bitcast <4 x float> %v29 to <4 x i32>
  %v31 = ashr <4 x i32> %v30, splat (i32 1)
  %v32 = shl <4 x i32> %v31, splat (i32 23)
  %v33 = add <4 x i32> %v32, splat (i32 1065353216)
  %v34 = shl <4 x i32> %v30, splat (i32 23)
  %v35 = sub <4 x i32> %v34, %v33
  %v36 = add <4 x i32> %v35, splat (i32 2130706432)
  %v37 = bitcast <4 x i32> %v33 to <4 x float>
  %v38 = fmul <4 x float> %v28, %v37
  %v39 = bitcast <4 x i32> %v36 to <4 x float>
  %v40 = fmul <4 x float> %v38, %v39
  %v41 = fdiv <4 x float> splat (float 0x3FD0000000000000), %v40
  %v42 = fadd <4 x float> %v40, %v41
  %v43 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v42, ptr %v43, align 4
  %v44 = add nsw i64 %loop10.i, 1
  %v45 = icmp slt i64 %v44, %v9
  br i1 %v45, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; erf(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v52, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v16 = fmul <4 x float> %v14, %v14
  %v17 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0xBF438570C0000000), <4 x float> %v16, <4 x float> splat (float 0x3F746D1080000000))
  %v18 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v17, <4 x float> %v16, <4 x float> splat (float 0xBF9B67A0A0000000))
  %v19 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v18, <4 x float> %v16, <4 x float> splat (float 0x3FBCE19540000000))
  %v20 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v19, <4 x float> %v16, <4 x float> splat (float 0xBFD8126E00000000))
  %v21 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v20, <4 x float> %v16, <4 x float> splat (float 0x3FC06EBA60000000))
  %v22 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v15, <4 x float> %v21, <4 x float> %v15)
  %v23 = fcmp olt <4 x float> splat (float 0x4010000000000000), %v15
  %v24 = select <4 x i1> %v23, <4 x float> splat (float 0x4010000000000000), <4 x float> %v15
  %v25 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3F29AE8F60000000), <4 x float> %v24, <4 x float> splat (float 0xBF68EE16A0000000))
  %v26 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v25, <4 x float> %v24, <4 x float> splat (float 0x3F96C2A740000000))
  %v27 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v26, <4 x float> %v24, <4 x float> splat (float 0xBFBA9B42E0000000))
  %v28 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v27, <4 x float> %v24, <4 x float> splat (float 0xBFE463CC00000000))
  %v29 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v28, <4 x float> %v24, <4 x float> splat (float 0xBFF20AF5A0000000))
  %v30 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v29, <4 x float> %v24, <4 x float> splat (float 0xBF29A5C5E0000000))
  %v31 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v30, <4 x float> splat (float 0x3FF7154760000000), <4 x float> splat (float 0x4168000000000000))
  %v32 = fsub <4 x float> %v31, splat (float 0x4168000000000000)
  %v33 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v32, <4 x float> splat (float 0xBFE62E4300000000), <4 x float> %v30)
  %v34 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v32, <4 x float> splat (float 0x3E205C6100000000), <4 x float> %v33)
  %v35 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3F56BEA980000000), <4 x float> %v34, <4 x float> splat (float 0x3F81227AC0000000))
  %v36 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v35, <4 x float> %v34, <4 x float> splat (float 0x3FA5556760000000))
  %v37 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v36, <4 x float> %v34, <4 x float> splat (float 0x3FC5554B00000000))
  %v38 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v37, <4 x float> %v34, <4 x float> splat (float 0x3FDFFFFFE0000000))
  %v39 = fmul <4 x float> %v38, %v34
  %v40 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v39, <4 x float> %v34, <4 x float> %v34)
  %v41 = fadd <4 x float> %v40, splat (float 0x3FF0000000000000)
  %v42 = bitcast <4 x float> %v31 to <4 x i32>
  %v43 = shl <4 x i32> %v42, splat (i32 23)
  %v44 = add <4 x i32> %v43, splat (i32 1065353216)
  %v45 = bitcast <4 x i32> %v44 to <4 x float>
  %v46 = fmul <4 x float> %v41, %v45
  %v47 = fsub <4 x float> splat (float 0x3FF0000000000000), %v46
  %v48 = fcmp olt <4 x float> %v15, splat (float 0x3FED70A3E0000000)
  %v49 = select <4 x i1> %v48, <4 x float> %v22, <4 x float> %v47
  %v50 = call <4 x float> @llvm.copysign.v4f32(<4 x float> %v49, <4 x float> %v14)
  %v51 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v50, ptr %v51, align 4
  %v52 = add nsw i64 %loop10.i, 1
  %v53 = icmp slt i64 %v52, %v9
  br i1 %v53, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; exp(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v42, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = fcmp ogt <4 x float> splat (float 0xC05A000000000000), %v14
  %v16 = select <4 x i1> %v15, <4 x float> splat (float 0xC05A000000000000), <4 x float> %v14
  %v17 = fcmp olt <4 x float> splat (float 0x4056400000000000), %v16
  %v18 = select <4 x i1> %v17, <4 x float> splat (float 0x4056400000000000), <4 x float> %v16
  %v19 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v18, <4 x float> splat (float 0x3FF7154760000000), <4 x float> splat (float 0x4168000000000000))
  %v20 = fsub <4 x float> %v19, splat (float 0x4168000000000000)
  %v21 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v20, <4 x float> splat (float 0xBFE62E4300000000), <4 x float> %v18)
  %v22 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v20, <4 x float> splat (float 0x3E205C6100000000), <4 x float> %v21)
  %v23 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3F56BEA980000000), <4 x float> %v22, <4 x float> splat (float 0x3F81227AC0000000))
  %v24 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v23, <4 x float> %v22, <4 x float> splat (float 0x3FA5556760000000))
  %v25 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v24, <4 x float> %v22, <4 x float> splat (float 0x3FC5554B00000000))
  %v26 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v25, <4 x float> %v22, <4 x float> splat (float 0x3FDFFFFFE0000000))
  %v27 = fmul <4 x float> %v26, %v22
  %v28 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v27, <4 x float> %v22, <4 x float> %v22)
  %v29 = fadd <4 x float> %v28, splat (float 0x3FF0000000000000)
  %v30 = bitcast <4 x float> %v19 to <4 x i32>
  %v31 = ashr <4 x i32> %v30, splat (i32 1)
  %v32 = shl <4 x i32> %v31, splat (i32 23)
  %v33 = add <4 x i32> %v32, splat (i32 1065353216)
  %v34 = shl <4 x i32> %v30, splat (i32 23)
  %v35 = sub <4 x i32> %v34, %v33
  %v36 = add <4 x i32> %v35, splat (i32 2130706432)
  %v37 = bitcast <4 x i32> %v33 to <4 x float>
  %v38 = fmul <4 x float> %v29, %v37
  %v39 = bitcast <4 x i32> %v36 to <4 x float>
  %v40 = fmul <4 x float> %v38, %v39
  %v41 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v40, ptr %v41, align 4
  %v42 = add nsw i64 %loop10.i, 1
  %v43 = icmp slt i64 %v42, %v9
  br i1 %v43, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; expm1(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v40, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = fcmp ogt <4 x float> splat (float 0xC034000000000000), %v14
  %v16 = select <4 x i1> %v15, <4 x float> splat (float 0xC034000000000000), <4 x float> %v14
  %v17 = fcmp olt <4 x float> splat (float 0x4056400000000000), %v16
  %v18 = select <4 x i1> %v17, <4 x float> splat (float 0x4056400000000000), <4 x float> %v16
  %v19 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v18, <4 x float> splat (float 0x3FF7154760000000), <4 x float> splat (float 0x4168000000000000))
  %v20 = fsub <4 x float> %v19, splat (float 0x4168000000000000)
  %v21 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v20, <4 x float> splat (float 0xBFE62E4300000000), <4 x float> %v18)
  %v22 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v20, <4 x float> splat (float 0x3E205C6100000000), <4 x float> %v21)
  %v23 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3F56BEA980000000), <4 x float> %v22, <4 x float> splat (float 0x3F81227AC0000000))
  %v24 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v23, <4 x float> %v22, <4 x float> splat (float 0x3FA5556760000000))
  %v25 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v24, <4 x float> %v22, <4 x float> splat (float 0x3FC5554B00000000))
  %v26 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v25, <4 x float> %v22, <4 x float> splat (float 0x3FDFFFFFE0000000))
  %v27 = fmul <4 x float> %v26, %v22
  %v28 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v27, <4 x float> %v22, <4 x float> %v22)
  %v29 = bitcast <4 x float> %v19 to <4 x i32>
  %v30 = shl <4 x i32> %v29, splat (i32 23)
  %v31 = add <4 x i32> %v30, splat (i32 1056964608)
  %v32 = bitcast <4 x i32> %v31 to <4 x float>
  %v33 = fsub <4 x float> %v32, splat (float 0x3FE0000000000000)
  %v34 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v32, <4 x float> %v28, <4 x float> %v33)
  %v35 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v36 = fcmp olt <4 x float> %v35, splat (float 0x3E60000000000000)
  %v37 = fadd <4 x float> %v34, %v34
  %v38 = select <4 x i1> %v36, <4 x float> %v14, <4 x float> %v37
  %v39 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v38, ptr %v39, align 4
  %v40 = add nsw i64 %loop10.i, 1
  %v41 = icmp slt i64 %v40, %v9
  br i1 %v41, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; gelu(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v105, %if54.end ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v16 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v15, <4 x float> splat (float 0x3FEA9AB6C0000000), <4 x float> splat (float 0x3FDA000000000000))
  %v17 = bitcast <4 x float> %v16 to <4 x i32>
  %v18 = and <4 x i32> %v17, splat (i32 -4096)
  %v19 = bitcast <4 x i32> %v18 to <4 x float>
  %v20 = fsub <4 x float> splat (float 0x3FDA000000000000), %v19
  %v21 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v15, <4 x float> splat (float 0x3FEA9AB6C0000000), <4 x float> %v20)
  %v22 = fmul <4 x float> %v19, %v19
  %v23 = fsub <4 x float> splat (float 0x4167FFFFE0000000), %v22
  %v24 = fsub <4 x float> %v15, splat (float 0x0000000000000000)
  %v25 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0xBF9E132240000000), <4 x float> %v24, <4 x float> splat (float 0x3FD38E8780000000))
  %v26 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v25, <4 x float> %v24, <4 x float> splat (float 0x3FEB221E80000000))
  %v27 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v26, <4 x float> %v24, <4 x float> splat (float 0xBFF00EEA40000000))
  %v28 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v27, <4 x float> %v24, <4 x float> splat (float 0xC03ACD3380000000))
  %v29 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v28, <4 x float> %v24, <4 x float> splat (float 0x40272CA700000000))
  %v30 = fadd <4 x float> %v24, splat (float 0x40249AABE0000000)
  %v31 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v30, <4 x float> %v24, <4 x float> splat (float 0x4043F70400000000))
  %v32 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v31, <4 x float> %v24, <4 x float> splat (float 0x40518D5EC0000000))
  %v33 = fdiv <4 x float> %v29, %v32
  %v34 = fsub <4 x float> splat (float 0x4167FFFFE0000000), %v23
  %v35 = fsub <4 x float> %v34, %v22
  %v36 = fneg <4 x float> %v21
  %v37 = fadd <4 x float> %v16, %v19
  %v38 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v36, <4 x float> %v37, <4 x float> %v33)
  %v39 = fadd <4 x float> %v35, %v38
  %v40 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3F24114B40000000), <4 x float> %v39, <4 x float> splat (float 0x3F56097100000000))
  %v41 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v40, <4 x float> %v39, <4 x float> splat (float 0x3F83B333C0000000))
  %v42 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v41, <4 x float> %v39, <4 x float> splat (float 0x3FAC6AB5C0000000))
  %v43 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v42, <4 x float> %v39, <4 x float> splat (float 0x3FCEBFBCA0000000))
  %v44 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v43, <4 x float> %v39, <4 x float> splat (float 0x3FE62E4340000000))
  %v45 = fmul <4 x float> %v44, %v39
  %v46 = fcmp ogt <4 x float> %v15, splat (float 0x4016000000000000)
  %v47 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v15, <4 x float> %v45, <4 x float> %v15)
  %v48 = bitcast <4 x float> %v23 to <4 x i32>
  %v49 = shl <4 x i32> %v48, splat (i32 23)
  %v50 = add <4 x i32> %v49, splat (i32 1065353216)
  %v51 = bitcast <4 x i32> %v50 to <4 x float>
  %v52 = fmul <4 x float> %v47, %v51
  %v53 = call i1 @llvm.vector.reduce.or.v4i1(<4 x i1> %v46)
  br i1 %v53, label %if54.yes, label %if54.no
if54.yes:
  %v55 = fcmp olt <4 x float> splat (float 0x402E000000000000), %v15
  %v56 = select <4 x i1> %v55, <4 x float> splat (float 0x402E000000000000), <4 x float> %v15
  %v57 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v56, <4 x float> splat (float 0x3FEAF7D740000000), <4 x float> splat (float 0x3FCD000000000000))
  %v58 = bitcast <4 x float> %v57 to <4 x i32>
  %v59 = and <4 x i32> %v58, splat (i32 -4096)
  %v60 = bitcast <4 x i32> %v59 to <4 x float>
  %v61 = fsub <4 x float> splat (float 0x3FCD000000000000), %v60
  %v62 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v56, <4 x float> splat (float 0x3FEAF7D740000000), <4 x float> %v61)
  %v63 = fmul <4 x float> %v60, %v60
  %v64 = fsub <4 x float> splat (float 0x4167FFFFC0000000), %v63
  %v65 = fsub <4 x float> %v56, splat (float 0x4024000000000000)
  %v66 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3EDA23A1C0000000), <4 x float> %v65, <4 x float> splat (float 0xBF872B0500000000))
  %v67 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v66, <4 x float> %v65, <4 x float> splat (float 0xBFDBD5D080000000))
  %v68 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v67, <4 x float> %v65, <4 x float> splat (float 0xBFF3414E40000000))
  %v69 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v68, <4 x float> %v65, <4 x float> splat (float 0x402D420F40000000))
  %v70 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v69, <4 x float> %v65, <4 x float> splat (float 0x4049757BE0000000))
  %v71 = fadd <4 x float> %v65, splat (float 0x404A7448C0000000)
  %v72 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v71, <4 x float> %v65, <4 x float> splat (float 0x40806845A0000000))
  %v73 = fdiv <4 x float> %v70, %v72
  %v74 = fsub <4 x float> splat (float 0x4167FFFFC0000000), %v64
  %v75 = fsub <4 x float> %v74, %v63
  %v76 = fneg <4 x float> %v62
  %v77 = fadd <4 x float> %v57, %v60
  %v78 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v76, <4 x float> %v77, <4 x float> %v73)
  %v79 = fadd <4 x float> %v75, %v78
  %v80 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3F24114B40000000), <4 x float> %v79, <4 x float> splat (float 0x3F56097100000000))
  %v81 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v80, <4 x float> %v79, <4 x float> splat (float 0x3F83B333C0000000))
  %v82 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v81, <4 x float> %v79, <4 x float> splat (float 0x3FAC6AB5C0000000))
  %v83 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v82, <4 x float> %v79, <4 x float> splat (float 0x3FCEBFBCA0000000))
  %v84 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v83, <4 x float> %v79, <4 x float> splat (float 0x3FE62E4340000000))
  %v85 = fmul <4 x float> %v84, %v79
  %v86 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v56, <4 x float> %v85, <4 x float> %v56)
  %v87 = bitcast <4 x float> %v64 to <4 x i32>
  %v88 = ashr <4 x i32> %v87, splat (i32 1)
  %v89 = shl <4 x i32> %v88, splat (i32 23)
  %v90 = add <4 x i32> %v89, splat (i32 1065353216)
  %v91 = shl <4 x i32> %v87, splat (i32 23)
  %v92 = sub <4 x i32> %v91, %v90
  %v93 = add <4 x i32> %v92, splat (i32 2130706432)
  %v94 = bitcast <4 x i32> %v90 to <4 x float>
  %v95 = fmul <4 x float> %v86, %v94
  %v96 = bitcast <4 x i32> %v93 to <4 x float>
  %v97 = fmul <4 x float> %v95, %v96
  %v98 = select <4 x i1> %v46, <4 x float> %v97, <4 x float> %v52
  br label %if54.end
if54.no:
  br label %if54.end
if54.end:
  %v99 = phi <4 x float> [ %v98, %if54.yes ], [ %v52, %if54.no ]
  %v100 = fcmp ogt <4 x float> splat (float 0x0000000000000000), %v14
  %v101 = select <4 x i1> %v100, <4 x float> splat (float 0x0000000000000000), <4 x float> %v14
  %v102 = fsub <4 x float> %v101, %v99
  %v103 = call <4 x float> @llvm.copysign.v4f32(<4 x float> %v102, <4 x float> %v14)
  %v104 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v103, ptr %v104, align 4
  %v105 = add nsw i64 %loop10.i, 1
  %v106 = icmp slt i64 %v105, %v9
  br i1 %v106, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; log(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v51, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = fcmp olt <4 x float> %v14, splat (float 0x3810000000000000)
  %v16 = fmul <4 x float> %v14, splat (float 0x4170000000000000)
  %v17 = select <4 x i1> %v15, <4 x float> %v16, <4 x float> %v14
  %v18 = bitcast <4 x float> %v17 to <4 x i32>
  %v19 = sub <4 x i32> %v18, splat (i32 1060439283)
  %v20 = ashr <4 x i32> %v19, splat (i32 23)
  %v21 = shl <4 x i32> %v20, splat (i32 23)
  %v22 = sub <4 x i32> %v18, %v21
  %v23 = bitcast <4 x i32> %v22 to <4 x float>
  %v24 = select <4 x i1> %v15, <4 x float> splat (float 0x4168000300000000), <4 x float> splat (float 0x4168000000000000)
  %v25 = bitcast float 0x4168000000000000 to i32
  %v26 = insertelement <4 x i32> poison, i32 %v25, i32 0
  %v27 = shufflevector <4 x i32> %v26, <4 x i32> poison, <4 x i32> zeroinitializer
  %v28 = add <4 x i32> %v27, %v20
  %v29 = bitcast <4 x i32> %v28 to <4 x float>
  %v30 = fsub <4 x float> %v29, %v24
  %v31 = fsub <4 x float> %v23, splat (float 0x3FF0000000000000)
  %v32 = fmul <4 x float> %v31, %v31
  %v33 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0xBFB3844660000000), <4 x float> %v31, <4 x float> splat (float 0x3FC0855EA0000000))
  %v34 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v33, <4 x float> %v31, <4 x float> splat (float 0xBFC0F39CC0000000))
  %v35 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v34, <4 x float> %v31, <4 x float> splat (float 0x3FC226F5C0000000))
  %v36 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v35, <4 x float> %v31, <4 x float> splat (float 0xBFC5426D40000000))
  %v37 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v36, <4 x float> %v31, <4 x float> splat (float 0x3FC99A4120000000))
  %v38 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v37, <4 x float> %v31, <4 x float> splat (float 0xBFD00042A0000000))
  %v39 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v38, <4 x float> %v31, <4 x float> splat (float 0x3FD5555500000000))
  %v40 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v39, <4 x float> %v31, <4 x float> splat (float 0xBFDFFFFF80000000))
  %v41 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v32, <4 x float> %v40, <4 x float> %v31)
  %v42 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v30, <4 x float> splat (float 0xBE205C6100000000), <4 x float> %v41)
  %v43 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v30, <4 x float> splat (float 0x3FE62E4300000000), <4 x float> %v42)
  %v44 = fcmp olt <4 x float> %v14, splat (float 0x7FF0000000000000)
  %v45 = select <4 x i1> %v44, <4 x float> %v43, <4 x float> %v14
  %v46 = fcmp olt <4 x float> %v14, splat (float 0x0000000000000000)
  %v47 = select <4 x i1> %v46, <4 x float> splat (float 0x7FF8000000000000), <4 x float> %v45
  %v48 = fcmp oeq <4 x float> %v14, splat (float 0x0000000000000000)
  %v49 = select <4 x i1> %v48, <4 x float> splat (float 0xFFF0000000000000), <4 x float> %v47
  %v50 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v49, ptr %v50, align 4
  %v51 = add nsw i64 %loop10.i, 1
  %v52 = icmp slt i64 %v51, %v9
  br i1 %v52, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; log10(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v53, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = fcmp olt <4 x float> %v14, splat (float 0x3810000000000000)
  %v16 = fmul <4 x float> %v14, splat (float 0x4170000000000000)
  %v17 = select <4 x i1> %v15, <4 x float> %v16, <4 x float> %v14
  %v18 = bitcast <4 x float> %v17 to <4 x i32>
  %v19 = sub <4 x i32> %v18, splat (i32 1060439283)
  %v20 = ashr <4 x i32> %v19, splat (i32 23)
  %v21 = shl <4 x i32> %v20, splat (i32 23)
  %v22 = sub <4 x i32> %v18, %v21
  %v23 = bitcast <4 x i32> %v22 to <4 x float>
  %v24 = select <4 x i1> %v15, <4 x float> splat (float 0x4168000300000000), <4 x float> splat (float 0x4168000000000000)
  %v25 = bitcast float 0x4168000000000000 to i32
  %v26 = insertelement <4 x i32> poison, i32 %v25, i32 0
  %v27 = shufflevector <4 x i32> %v26, <4 x i32> poison, <4 x i32> zeroinitializer
  %v28 = add <4 x i32> %v27, %v20
  %v29 = bitcast <4 x i32> %v28 to <4 x float>
  %v30 = fsub <4 x float> %v29, %v24
  %v31 = fsub <4 x float> %v23, splat (float 0x3FF0000000000000)
  %v32 = fmul <4 x float> %v31, %v31
  %v33 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0xBFB3844660000000), <4 x float> %v31, <4 x float> splat (float 0x3FC0855EA0000000))
  %v34 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v33, <4 x float> %v31, <4 x float> splat (float 0xBFC0F39CC0000000))
  %v35 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v34, <4 x float> %v31, <4 x float> splat (float 0x3FC226F5C0000000))
  %v36 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v35, <4 x float> %v31, <4 x float> splat (float 0xBFC5426D40000000))
  %v37 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v36, <4 x float> %v31, <4 x float> splat (float 0x3FC99A4120000000))
  %v38 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v37, <4 x float> %v31, <4 x float> splat (float 0xBFD00042A0000000))
  %v39 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v38, <4 x float> %v31, <4 x float> splat (float 0x3FD5555500000000))
  %v40 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v39, <4 x float> %v31, <4 x float> splat (float 0xBFDFFFFF80000000))
  %v41 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v32, <4 x float> %v40, <4 x float> %v31)
  %v42 = fmul <4 x float> %v41, splat (float 0xBE45B235E0000000)
  %v43 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v41, <4 x float> splat (float 0x3FDBCB7B20000000), <4 x float> %v42)
  %v44 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v30, <4 x float> splat (float 0xBE4EC10C00000000), <4 x float> %v43)
  %v45 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v30, <4 x float> splat (float 0x3FD3441360000000), <4 x float> %v44)
  %v46 = fcmp olt <4 x float> %v14, splat (float 0x7FF0000000000000)
  %v47 = select <4 x i1> %v46, <4 x float> %v45, <4 x float> %v14
  %v48 = fcmp olt <4 x float> %v14, splat (float 0x0000000000000000)
  %v49 = select <4 x i1> %v48, <4 x float> splat (float 0x7FF8000000000000), <4 x float> %v47
  %v50 = fcmp oeq <4 x float> %v14, splat (float 0x0000000000000000)
  %v51 = select <4 x i1> %v50, <4 x float> splat (float 0xFFF0000000000000), <4 x float> %v49
  %v52 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v51, ptr %v52, align 4
  %v53 = add nsw i64 %loop10.i, 1
  %v54 = icmp slt i64 %v53, %v9
  br i1 %v54, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; log1p(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v54, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = fadd <4 x float> %v14, splat (float 0x3FF0000000000000)
  %v16 = bitcast <4 x float> %v15 to <4 x i32>
  %v17 = sub <4 x i32> %v16, splat (i32 1060439283)
  %v18 = ashr <4 x i32> %v17, splat (i32 23)
  %v19 = shl <4 x i32> %v18, splat (i32 23)
  %v20 = sub <4 x i32> zeroinitializer, %v19
  %v21 = add <4 x i32> %v20, splat (i32 1082130432)
  %v22 = bitcast <4 x i32> %v21 to <4 x float>
  %v23 = fmul <4 x float> %v14, splat (float 0x3FD0000000000000)
  %v24 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v22, <4 x float> splat (float 0x3FD0000000000000), <4 x float> splat (float 0xBFF0000000000000))
  %v25 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v23, <4 x float> %v22, <4 x float> %v24)
  %v26 = bitcast float 0x4168000000000000 to i32
  %v27 = insertelement <4 x i32> poison, i32 %v26, i32 0
  %v28 = shufflevector <4 x i32> %v27, <4 x i32> poison, <4 x i32> zeroinitializer
  %v29 = add <4 x i32> %v28, %v18
  %v30 = bitcast <4 x i32> %v29 to <4 x float>
  %v31 = fsub <4 x float> %v30, splat (float 0x4168000000000000)
  %v32 = fmul <4 x float> %v25, %v25
  %v33 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0xBFB3844660000000), <4 x float> %v25, <4 x float> splat (float 0x3FC0855EA0000000))
  %v34 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v33, <4 x float> %v25, <4 x float> splat (float 0xBFC0F39CC0000000))
  %v35 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v34, <4 x float> %v25, <4 x float> splat (float 0x3FC226F5C0000000))
  %v36 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v35, <4 x float> %v25, <4 x float> splat (float 0xBFC5426D40000000))
  %v37 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v36, <4 x float> %v25, <4 x float> splat (float 0x3FC99A4120000000))
  %v38 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v37, <4 x float> %v25, <4 x float> splat (float 0xBFD00042A0000000))
  %v39 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v38, <4 x float> %v25, <4 x float> splat (float 0x3FD5555500000000))
  %v40 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v39, <4 x float> %v25, <4 x float> splat (float 0xBFDFFFFF80000000))
  %v41 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v32, <4 x float> %v40, <4 x float> %v25)
  %v42 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v31, <4 x float> splat (float 0xBE205C6100000000), <4 x float> %v41)
  %v43 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v31, <4 x float> splat (float 0x3FE62E4300000000), <4 x float> %v42)
  %v44 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v45 = fcmp olt <4 x float> %v44, splat (float 0x3E60000000000000)
  %v46 = select <4 x i1> %v45, <4 x float> %v14, <4 x float> %v43
  %v47 = fcmp olt <4 x float> %v14, splat (float 0x7FF0000000000000)
  %v48 = select <4 x i1> %v47, <4 x float> %v46, <4 x float> %v14
  %v49 = fcmp olt <4 x float> %v14, splat (float 0xBFF0000000000000)
  %v50 = select <4 x i1> %v49, <4 x float> splat (float 0x7FF8000000000000), <4 x float> %v48
  %v51 = fcmp oeq <4 x float> %v14, splat (float 0xBFF0000000000000)
  %v52 = select <4 x i1> %v51, <4 x float> splat (float 0xFFF0000000000000), <4 x float> %v50
  %v53 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v52, ptr %v53, align 4
  %v54 = add nsw i64 %loop10.i, 1
  %v55 = icmp slt i64 %v54, %v9
  br i1 %v55, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; log2(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v51, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = fcmp olt <4 x float> %v14, splat (float 0x3810000000000000)
  %v16 = fmul <4 x float> %v14, splat (float 0x4170000000000000)
  %v17 = select <4 x i1> %v15, <4 x float> %v16, <4 x float> %v14
  %v18 = bitcast <4 x float> %v17 to <4 x i32>
  %v19 = sub <4 x i32> %v18, splat (i32 1060439283)
  %v20 = ashr <4 x i32> %v19, splat (i32 23)
  %v21 = shl <4 x i32> %v20, splat (i32 23)
  %v22 = sub <4 x i32> %v18, %v21
  %v23 = bitcast <4 x i32> %v22 to <4 x float>
  %v24 = select <4 x i1> %v15, <4 x float> splat (float 0x4168000300000000), <4 x float> splat (float 0x4168000000000000)
  %v25 = bitcast float 0x4168000000000000 to i32
  %v26 = insertelement <4 x i32> poison, i32 %v25, i32 0
  %v27 = shufflevector <4 x i32> %v26, <4 x i32> poison, <4 x i32> zeroinitializer
  %v28 = add <4 x i32> %v27, %v20
  %v29 = bitcast <4 x i32> %v28 to <4 x float>
  %v30 = fsub <4 x float> %v29, %v24
  %v31 = fsub <4 x float> %v23, splat (float 0x3FF0000000000000)
  %v32 = fmul <4 x float> %v31, %v31
  %v33 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0xBFB3844660000000), <4 x float> %v31, <4 x float> splat (float 0x3FC0855EA0000000))
  %v34 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v33, <4 x float> %v31, <4 x float> splat (float 0xBFC0F39CC0000000))
  %v35 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v34, <4 x float> %v31, <4 x float> splat (float 0x3FC226F5C0000000))
  %v36 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v35, <4 x float> %v31, <4 x float> splat (float 0xBFC5426D40000000))
  %v37 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v36, <4 x float> %v31, <4 x float> splat (float 0x3FC99A4120000000))
  %v38 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v37, <4 x float> %v31, <4 x float> splat (float 0xBFD00042A0000000))
  %v39 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v38, <4 x float> %v31, <4 x float> splat (float 0x3FD5555500000000))
  %v40 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v39, <4 x float> %v31, <4 x float> splat (float 0xBFDFFFFF80000000))
  %v41 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v32, <4 x float> %v40, <4 x float> %v31)
  %v42 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v41, <4 x float> splat (float 0x3E54AE0C00000000), <4 x float> %v30)
  %v43 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v41, <4 x float> splat (float 0x3FF7154760000000), <4 x float> %v42)
  %v44 = fcmp olt <4 x float> %v14, splat (float 0x7FF0000000000000)
  %v45 = select <4 x i1> %v44, <4 x float> %v43, <4 x float> %v14
  %v46 = fcmp olt <4 x float> %v14, splat (float 0x0000000000000000)
  %v47 = select <4 x i1> %v46, <4 x float> splat (float 0x7FF8000000000000), <4 x float> %v45
  %v48 = fcmp oeq <4 x float> %v14, splat (float 0x0000000000000000)
  %v49 = select <4 x i1> %v48, <4 x float> splat (float 0xFFF0000000000000), <4 x float> %v47
  %v50 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v49, ptr %v50, align 4
  %v51 = add nsw i64 %loop10.i, 1
  %v52 = icmp slt i64 %v51, %v9
  br i1 %v52, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; normal_cdf(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v104, %if54.end ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v16 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v15, <4 x float> splat (float 0x3FEA9AB6C0000000), <4 x float> splat (float 0x3FDA000000000000))
  %v17 = bitcast <4 x float> %v16 to <4 x i32>
  %v18 = and <4 x i32> %v17, splat (i32 -4096)
  %v19 = bitcast <4 x i32> %v18 to <4 x float>
  %v20 = fsub <4 x float> splat (float 0x3FDA000000000000), %v19
  %v21 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v15, <4 x float> splat (float 0x3FEA9AB6C0000000), <4 x float> %v20)
  %v22 = fmul <4 x float> %v19, %v19
  %v23 = fsub <4 x float> splat (float 0x4167FFFFE0000000), %v22
  %v24 = fsub <4 x float> %v15, splat (float 0x0000000000000000)
  %v25 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0xBF9E132240000000), <4 x float> %v24, <4 x float> splat (float 0x3FD38E8780000000))
  %v26 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v25, <4 x float> %v24, <4 x float> splat (float 0x3FEB221E80000000))
  %v27 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v26, <4 x float> %v24, <4 x float> splat (float 0xBFF00EEA40000000))
  %v28 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v27, <4 x float> %v24, <4 x float> splat (float 0xC03ACD3380000000))
  %v29 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v28, <4 x float> %v24, <4 x float> splat (float 0x40272CA700000000))
  %v30 = fadd <4 x float> %v24, splat (float 0x40249AABE0000000)
  %v31 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v30, <4 x float> %v24, <4 x float> splat (float 0x4043F70400000000))
  %v32 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v31, <4 x float> %v24, <4 x float> splat (float 0x40518D5EC0000000))
  %v33 = fdiv <4 x float> %v29, %v32
  %v34 = fsub <4 x float> splat (float 0x4167FFFFE0000000), %v23
  %v35 = fsub <4 x float> %v34, %v22
  %v36 = fneg <4 x float> %v21
  %v37 = fadd <4 x float> %v16, %v19
  %v38 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v36, <4 x float> %v37, <4 x float> %v33)
  %v39 = fadd <4 x float> %v35, %v38
  %v40 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3F24114B40000000), <4 x float> %v39, <4 x float> splat (float 0x3F56097100000000))
  %v41 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v40, <4 x float> %v39, <4 x float> splat (float 0x3F83B333C0000000))
  %v42 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v41, <4 x float> %v39, <4 x float> splat (float 0x3FAC6AB5C0000000))
  %v43 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v42, <4 x float> %v39, <4 x float> splat (float 0x3FCEBFBCA0000000))
  %v44 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v43, <4 x float> %v39, <4 x float> splat (float 0x3FE62E4340000000))
  %v45 = fmul <4 x float> %v44, %v39
  %v46 = fcmp ogt <4 x float> %v15, splat (float 0x4016000000000000)
  %v47 = fadd <4 x float> splat (float 0x3FF0000000000000), %v45
  %v48 = bitcast <4 x float> %v23 to <4 x i32>
  %v49 = shl <4 x i32> %v48, splat (i32 23)
  %v50 = add <4 x i32> %v49, splat (i32 1065353216)
  %v51 = bitcast <4 x i32> %v50 to <4 x float>
  %v52 = fmul <4 x float> %v47, %v51
  %v53 = call i1 @llvm.vector.reduce.or.v4i1(<4 x i1> %v46)
  br i1 %v53, label %if54.yes, label %if54.no
if54.yes:
  %v55 = fcmp olt <4 x float> splat (float 0x402E000000000000), %v15
  %v56 = select <4 x i1> %v55, <4 x float> splat (float 0x402E000000000000), <4 x float> %v15
  %v57 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v56, <4 x float> splat (float 0x3FEAF7D740000000), <4 x float> splat (float 0x3FCD000000000000))
  %v58 = bitcast <4 x float> %v57 to <4 x i32>
  %v59 = and <4 x i32> %v58, splat (i32 -4096)
  %v60 = bitcast <4 x i32> %v59 to <4 x float>
  %v61 = fsub <4 x float> splat (float 0x3FCD000000000000), %v60
  %v62 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v56, <4 x float> splat (float 0x3FEAF7D740000000), <4 x float> %v61)
  %v63 = fmul <4 x float> %v60, %v60
  %v64 = fsub <4 x float> splat (float 0x4167FFFFC0000000), %v63
  %v65 = fsub <4 x float> %v56, splat (float 0x4024000000000000)
  %v66 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3EDA23A1C0000000), <4 x float> %v65, <4 x float> splat (float 0xBF872B0500000000))
  %v67 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v66, <4 x float> %v65, <4 x float> splat (float 0xBFDBD5D080000000))
  %v68 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v67, <4 x float> %v65, <4 x float> splat (float 0xBFF3414E40000000))
  %v69 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v68, <4 x float> %v65, <4 x float> splat (float 0x402D420F40000000))
  %v70 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v69, <4 x float> %v65, <4 x float> splat (float 0x4049757BE0000000))
  %v71 = fadd <4 x float> %v65, splat (float 0x404A7448C0000000)
  %v72 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v71, <4 x float> %v65, <4 x float> splat (float 0x40806845A0000000))
  %v73 = fdiv <4 x float> %v70, %v72
  %v74 = fsub <4 x float> splat (float 0x4167FFFFC0000000), %v64
  %v75 = fsub <4 x float> %v74, %v63
  %v76 = fneg <4 x float> %v62
  %v77 = fadd <4 x float> %v57, %v60
  %v78 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v76, <4 x float> %v77, <4 x float> %v73)
  %v79 = fadd <4 x float> %v75, %v78
  %v80 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3F24114B40000000), <4 x float> %v79, <4 x float> splat (float 0x3F56097100000000))
  %v81 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v80, <4 x float> %v79, <4 x float> splat (float 0x3F83B333C0000000))
  %v82 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v81, <4 x float> %v79, <4 x float> splat (float 0x3FAC6AB5C0000000))
  %v83 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v82, <4 x float> %v79, <4 x float> splat (float 0x3FCEBFBCA0000000))
  %v84 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v83, <4 x float> %v79, <4 x float> splat (float 0x3FE62E4340000000))
  %v85 = fmul <4 x float> %v84, %v79
  %v86 = fadd <4 x float> splat (float 0x3FF0000000000000), %v85
  %v87 = bitcast <4 x float> %v64 to <4 x i32>
  %v88 = ashr <4 x i32> %v87, splat (i32 1)
  %v89 = shl <4 x i32> %v88, splat (i32 23)
  %v90 = add <4 x i32> %v89, splat (i32 1065353216)
  %v91 = shl <4 x i32> %v87, splat (i32 23)
  %v92 = sub <4 x i32> %v91, %v90
  %v93 = add <4 x i32> %v92, splat (i32 2130706432)
  %v94 = bitcast <4 x i32> %v90 to <4 x float>
  %v95 = fmul <4 x float> %v86, %v94
  %v96 = bitcast <4 x i32> %v93 to <4 x float>
  %v97 = fmul <4 x float> %v95, %v96
  %v98 = select <4 x i1> %v46, <4 x float> %v97, <4 x float> %v52
  br label %if54.end
if54.no:
  br label %if54.end
if54.end:
  %v99 = phi <4 x float> [ %v98, %if54.yes ], [ %v52, %if54.no ]
  %v100 = fcmp olt <4 x float> %v14, splat (float 0x0000000000000000)
  %v101 = fsub <4 x float> splat (float 0x3FF0000000000000), %v99
  %v102 = select <4 x i1> %v100, <4 x float> %v99, <4 x float> %v101
  %v103 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v102, ptr %v103, align 4
  %v104 = add nsw i64 %loop10.i, 1
  %v105 = icmp slt i64 %v104, %v9
  br i1 %v105, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; pow(f32[4], f32[4]) -> f32[4]
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
  %loop12.i = phi i64 [ %v8, %entry ], [ %v116, %loop12 ]
  %v14 = mul nsw i64 0, 4
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <4 x float>, ptr %v15, align 4
  %v17 = getelementptr float, ptr %v4, i64 %v14
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = fpext <4 x float> %v16 to <4 x double>
  %v20 = fpext <4 x float> %v18 to <4 x double>
  %v21 = call <4 x double> @llvm.fabs.v4f64(<4 x double> %v19)
  %v22 = fcmp olt <4 x double> %v21, splat (double 0x0010000000000000)
  %v23 = fmul <4 x double> %v21, splat (double 0x4340000000000000)
  %v24 = select <4 x i1> %v22, <4 x double> %v23, <4 x double> %v21
  %v25 = bitcast <4 x double> %v24 to <4 x i64>
  %v26 = sub <4 x i64> %v25, splat (i64 4604544271217802189)
  %v27 = ashr <4 x i64> %v26, splat (i64 52)
  %v28 = shl <4 x i64> %v27, splat (i64 52)
  %v29 = sub <4 x i64> %v25, %v28
  %v30 = bitcast <4 x i64> %v29 to <4 x double>
  %v31 = select <4 x i1> %v22, <4 x double> splat (double 0x4338000000000035), <4 x double> splat (double 0x4338000000000000)
  %v32 = bitcast double 0x4338000000000000 to i64
  %v33 = insertelement <4 x i64> poison, i64 %v32, i32 0
  %v34 = shufflevector <4 x i64> %v33, <4 x i64> poison, <4 x i32> zeroinitializer
  %v35 = add <4 x i64> %v34, %v27
  %v36 = bitcast <4 x i64> %v35 to <4 x double>
  %v37 = fsub <4 x double> %v36, %v31
  %v38 = fsub <4 x double> %v30, splat (double 0x3FF0000000000000)
  %v39 = fadd <4 x double> %v38, splat (double 0x4000000000000000)
  %v40 = fdiv <4 x double> %v38, %v39
  %v41 = fmul <4 x double> %v40, %v40
  %v42 = fmul <4 x double> %v40, %v41
  %v43 = call <4 x double> @llvm.fma.v4f64(<4 x double> splat (double 0x3FCE2F71C1A300BE), <4 x double> %v41, <4 x double> splat (double 0x3FD2438D4129F7EA))
  %v44 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v43, <4 x double> %v41, <4 x double> splat (double 0x3FD999A7A9130EB2))
  %v45 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v44, <4 x double> %v41, <4 x double> splat (double 0x3FE555554FD9F86A))
  %v46 = fadd <4 x double> %v40, %v40
  %v47 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v42, <4 x double> %v45, <4 x double> %v46)
  %v48 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v47, <4 x double> splat (double 0x3FF71547652B82FE), <4 x double> %v37)
  %v49 = call <4 x double> @llvm.fabs.v4f64(<4 x double> %v19)
  %v50 = fcmp olt <4 x double> %v49, splat (double 0x7FF0000000000000)
  %v51 = select <4 x i1> %v50, <4 x double> %v48, <4 x double> %v49
  %v52 = fcmp oeq <4 x double> %v49, splat (double 0x0000000000000000)
  %v53 = select <4 x i1> %v52, <4 x double> splat (double 0xFFF0000000000000), <4 x double> %v51
  %v54 = fmul <4 x double> %v20, %v53
  %v55 = fcmp ogt <4 x double> splat (double 0xC090E00000000000), %v54
  %v56 = select <4 x i1> %v55, <4 x double> splat (double 0xC090E00000000000), <4 x double> %v54
  %v57 = fcmp olt <4 x double> splat (double 0x4090180000000000), %v56
  %v58 = select <4 x i1> %v57, <4 x double> splat (double 0x4090180000000000), <4 x double> %v56
  %v59 = fadd <4 x double> %v58, splat (double 0x4338000000000000)
  %v60 = fsub <4 x double> %v59, splat (double 0x4338000000000000)
  %v61 = fsub <4 x double> %v58, %v60
  %v62 = call <4 x double> @llvm.fma.v4f64(<4 x double> splat (double 0x3EEFDE440DE62678), <4 x double> %v61, <4 x double> splat (double 0x3F2445D36704F1A1))
  %v63 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v62, <4 x double> %v61, <4 x double> splat (double 0x3F55D8A8A51E0D14))
  %v64 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v63, <4 x double> %v61, <4 x double> splat (double 0x3F83B29F2D4F2E6D))
  %v65 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v64, <4 x double> %v61, <4 x double> splat (double 0x3FAC6B08AB93C19D))
  %v66 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v65, <4 x double> %v61, <4 x double> splat (double 0x3FCEBFBE07843FF0))
  %v67 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v66, <4 x double> %v61, <4 x double> splat (double 0x3FE62E42FF0E5F88))
  %v68 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v67, <4 x double> %v61, <4 x double> splat (double 0x3FF0000000000000))
  %v69 = bitcast <4 x double> %v59 to <4 x i64>
  %v70 = ashr <4 x i64> %v69, splat (i64 1)
  %v71 = shl <4 x i64> %v70, splat (i64 52)
  %v72 = add <4 x i64> %v71, splat (i64 4607182418800017408)
  %v73 = shl <4 x i64> %v69, splat (i64 52)
  %v74 = sub <4 x i64> %v73, %v72
  %v75 = add <4 x i64> %v74, splat (i64 9214364837600034816)
  %v76 = bitcast <4 x i64> %v72 to <4 x double>
  %v77 = fmul <4 x double> %v68, %v76
  %v78 = bitcast <4 x i64> %v75 to <4 x double>
  %v79 = fmul <4 x double> %v77, %v78
  %v80 = fptrunc <4 x double> %v79 to <4 x float>
  %v81 = call <4 x float> @llvm.trunc.v4f32(<4 x float> %v18)
  %v82 = fcmp oeq <4 x float> %v81, %v18
  %v83 = fmul <4 x float> %v18, splat (float 0x3FE0000000000000)
  %v84 = call <4 x float> @llvm.trunc.v4f32(<4 x float> %v83)
  %v85 = fcmp oeq <4 x float> %v84, %v83
  %v86 = xor <4 x i1> %v85, splat (i1 true)
  %v87 = and <4 x i1> %v82, %v86
  %v88 = bitcast <4 x float> %v16 to <4 x i32>
  %v89 = icmp slt <4 x i32> %v88, splat (i32 0)
  %v90 = and <4 x i1> %v87, %v89
  %v91 = fneg <4 x float> %v80
  %v92 = select <4 x i1> %v90, <4 x float> %v91, <4 x float> %v80
  %v93 = fcmp oge <4 x float> %v16, splat (float 0x0000000000000000)
  %v94 = or <4 x i1> %v82, %v93
  %v95 = fcmp oeq <4 x float> %v16, splat (float 0xFFF0000000000000)
  %v96 = or <4 x i1> %v94, %v95
  %v97 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v18)
  %v98 = fcmp oeq <4 x float> %v97, splat (float 0x7FF0000000000000)
  %v99 = or <4 x i1> %v96, %v98
  %v100 = select <4 x i1> %v99, <4 x float> %v92, <4 x float> splat (float 0x7FF8000000000000)
  %v101 = fcmp uno <4 x float> %v16, zeroinitializer
  %v102 = fcmp uno <4 x float> %v18, zeroinitializer
  %v103 = or <4 x i1> %v101, %v102
  %v104 = fadd <4 x float> %v16, %v18
  %v105 = select <4 x i1> %v103, <4 x float> %v104, <4 x float> %v100
  %v106 = fcmp oeq <4 x float> %v16, splat (float 0x3FF0000000000000)
  %v107 = fcmp oeq <4 x float> %v18, splat (float 0x0000000000000000)
  %v108 = or <4 x i1> %v106, %v107
  %v109 = fcmp oeq <4 x float> %v16, splat (float 0xBFF0000000000000)
  %v110 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v18)
  %v111 = fcmp oeq <4 x float> %v110, splat (float 0x7FF0000000000000)
  %v112 = and <4 x i1> %v109, %v111
  %v113 = or <4 x i1> %v108, %v112
  %v114 = select <4 x i1> %v113, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %v105
  %v115 = getelementptr float, ptr %v6, i64 %v14
  store <4 x float> %v114, ptr %v115, align 4
  %v116 = add nsw i64 %loop12.i, 1
  %v117 = icmp slt i64 %v116, %v11
  br i1 %v117, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; sigmoid(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v49, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v16 = fneg <4 x float> %v15
  %v17 = fcmp ogt <4 x float> splat (float 0xC05A000000000000), %v16
  %v18 = select <4 x i1> %v17, <4 x float> splat (float 0xC05A000000000000), <4 x float> %v16
  %v19 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v18, <4 x float> splat (float 0x3FF7154760000000), <4 x float> splat (float 0x4168000000000000))
  %v20 = fsub <4 x float> %v19, splat (float 0x4168000000000000)
  %v21 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v20, <4 x float> splat (float 0xBFE62E4300000000), <4 x float> %v18)
  %v22 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v20, <4 x float> splat (float 0x3E205C6100000000), <4 x float> %v21)
  %v23 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3F56BEA980000000), <4 x float> %v22, <4 x float> splat (float 0x3F81227AC0000000))
  %v24 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v23, <4 x float> %v22, <4 x float> splat (float 0x3FA5556760000000))
  %v25 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v24, <4 x float> %v22, <4 x float> splat (float 0x3FC5554B00000000))
  %v26 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v25, <4 x float> %v22, <4 x float> splat (float 0x3FDFFFFFE0000000))
  %v27 = fmul <4 x float> %v26, %v22
  %v28 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v27, <4 x float> %v22, <4 x float> %v22)
  %v29 = fadd <4 x float> %v28, splat (float 0x3FF0000000000000)
  %v30 = bitcast <4 x float> %v19 to <4 x i32>
  %v31 = ashr <4 x i32> %v30, splat (i32 1)
  %v32 = shl <4 x i32> %v31, splat (i32 23)
  %v33 = add <4 x i32> %v32, splat (i32 1065353216)
  %v34 = shl <4 x i32> %v30, splat (i32 23)
  %v35 = sub <4 x i32> %v34, %v33
  %v36 = add <4 x i32> %v35, splat (i32 2130706432)
  %v37 = bitcast <4 x i32> %v33 to <4 x float>
  %v38 = fmul <4 x float> %v29, %v37
  %v39 = bitcast <4 x i32> %v36 to <4 x float>
  %v40 = fmul <4 x float> %v38, %v39
  %v41 = fcmp olt <4 x float> %v14, splat (float 0x0000000000000000)
  %v42 = select <4 x i1> %v41, <4 x float> %v40, <4 x float> splat (float 0x3FF0000000000000)
  %v43 = fadd <4 x float> %v40, splat (float 0x3FF0000000000000)
  %v44 = fdiv <4 x float> %v42, %v43
  %v45 = fneg <4 x float> %v44
  %v46 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v40, <4 x float> %v45, <4 x float> %v40)
  %v47 = select <4 x i1> %v41, <4 x float> %v46, <4 x float> %v44
  %v48 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v47, ptr %v48, align 4
  %v49 = add nsw i64 %loop10.i, 1
  %v50 = icmp slt i64 %v49, %v9
  br i1 %v50, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; sin(f32[4]) -> f32[4]
define internal { double, i64 } @pellucid.radians(double %x) nounwind noinline {
entry:
  %v1 = call double @llvm.fabs.f64(double %x)
  %v2 = bitcast double %v1 to i64
  %v3 = ashr i64 %v2, 52
  %v4 = sub i64 %v3, 1075
  %v5 = and i64 %v2, 4503599627370495
  %v6 = or i64 %v5, 4841369599423283200
  %v7 = bitcast i64 %v6 to double
  %v8 = bitcast double %v7 to i64
  %v9 = and i64 %v8, -134217728
  %v10 = bitcast i64 %v9 to double
  %v11 = fsub double %v7, %v10
  %v12 = sub i64 %v4, 2
  %v13 = sdiv i64 %v12, 26
  %v14 = call i64 @llvm.smax.i64(i64 %v13, i64 0)
  %v15 = call i64 @llvm.smin.i64(i64 %v14, i64 39)
  %v16 = add i64 %v15, 1
  %v17 = mul i64 %v16, 26
  %v18 = sub i64 %v4, %v17
  %v19 = add i64 %v18, 1023
  %v20 = shl i64 %v19, 52
  %v21 = bitcast i64 %v20 to double
  %v22 = getelementptr double, ptr @pellucid.two_over_pi, i64 %v15
  %v23 = load double, ptr %v22, align 8
  %v24 = fmul double %v23, %v21
  %v25 = fmul double %v24, 0x3FF0000000000000
  %v26 = fmul double %v10, %v25
  %v27 = fmul double %v26, 0x3FD0000000000000
  %v28 = call double @llvm.roundeven.f64(double %v27)
  %v29 = call double @llvm.fma.f64(double %v28, double 0xC010000000000000, double %v26)
  %v30 = fadd double 0x0000000000000000, %v29
  %v31 = fsub double %v30, 0x0000000000000000
  %v32 = fsub double %v30, %v31
  %v33 = fsub double 0x0000000000000000, %v32
  %v34 = fsub double %v29, %v31
  %v35 = fadd double %v33, %v34
  %v36 = fadd double 0x0000000000000000, %v35
  %v37 = fmul double %v11, %v25
  %v38 = fmul double %v37, 0x3FD0000000000000
  %v39 = call double @llvm.roundeven.f64(double %v38)
  %v40 = call double @llvm.fma.f64(double %v39, double 0xC010000000000000, double %v37)
  %v41 = fadd double %v30, %v40
  %v42 = fsub double %v41, %v30
  %v43 = fsub double %v41, %v42
  %v44 = fsub double %v30, %v43
  %v45 = fsub double %v40, %v42
  %v46 = fadd double %v44, %v45
  %v47 = fadd double %v36, %v46
  %v48 = call double @llvm.roundeven.f64(double %v41)
  %v49 = fsub double %v41, %v48
  %v50 = fadd double %v49, %v47
  %v51 = fsub double %v50, %v49
  %v52 = fsub double %v50, %v51
  %v53 = fsub double %v49, %v52
  %v54 = fsub double %v47, %v51
  %v55 = fadd double %v53, %v54
  %v56 = fadd double 0x0000000000000000, %v48
  %v57 = getelementptr double, ptr @pellucid.two_over_pi, i64 1
  %v58 = getelementptr double, ptr %v57, i64 %v15
  %v59 = load double, ptr %v58, align 8
  %v60 = fmul double %v59, %v21
  %v61 = fmul double %v60, 0x3E50000000000000
  %v62 = fmul double %v10, %v61
  %v63 = fmul double %v62, 0x3FD0000000000000
  %v64 = call double @llvm.roundeven.f64(double %v63)
  %v65 = call double @llvm.fma.f64(double %v64, double 0xC010000000000000, double %v62)
  %v66 = fadd double %v50, %v65
  %v67 = fsub double %v66, %v50
  %v68 = fsub double %v66, %v67
  %v69 = fsub double %v50, %v68
  %v70 = fsub double %v65, %v67
  %v71 = fadd double %v69, %v70
  %v72 = fadd double %v55, %v71
  %v73 = fmul double %v11, %v61
  %v74 = fmul double %v73, 0x3FD0000000000000
  %v75 = call double @llvm.roundeven.f64(double %v74)
  %v76 = call double @llvm.fma.f64(double %v75, double 0xC010000000000000, double %v73)
  %v77 = fadd double %v66, %v76
  %v78 = fsub double %v77, %v66
  %v79 = fsub double %v77, %v78
  %v80 = fsub double %v66, %v79
  %v81 = fsub double %v76, %v78
  %v82 = fadd double %v80, %v81
  %v83 = fadd double %v72, %v82
  %v84 = call double @llvm.roundeven.f64(double %v77)
  %v85 = fsub double %v77, %v84
  %v86 = fadd double %v85, %v83
  %v87 = fsub double %v86, %v85
  %v88 = fsub double %v86, %v87
  %v89 = fsub double %v85, %v88
  %v90 = fsub double %v83, %v87
  %v91 = fadd double %v89, %v90
  %v92 = fadd double %v56, %v84
  %v93 = getelementptr double, ptr @pellucid.two_over_pi, i64 2
  %v94 = getelementptr double, ptr %v93, i64 %v15
  %v95 = load double, ptr %v94, align 8
  %v96 = fmul double %v95, %v21
  %v97 = fmul double %v96, 0x3CB0000000000000
  %v98 = fmul double %v10, %v97
  %v99 = fmul double %v98, 0x3FD0000000000000
  %v100 = call double @llvm.roundeven.f64(double %v99)
  %v101 = call double @llvm.fma.f64(double %v100, double 0xC010000000000000, double %v98)
  %v102 = fadd double %v86, %v101
  %v103 = fsub double %v102, %v86
  %v104 = fsub double %v102, %v103
  %v105 = fsub double %v86, %v104
  %v106 = fsub double %v101, %v103
  %v107 = fadd double %v105, %v106
  %v108 = fadd double %v91, %v107
  %v109 = fmul double %v11, %v97
  %v110 = fmul double %v109, 0x3FD0000000000000
  %v111 = call double @llvm.roundeven.f64(double %v110)
  %v112 = call double @llvm.fma.f64(double %v111, double 0xC010000000000000, double %v109)
  %v113 = fadd double %v102, %v112
  %v114 = fsub double %v113, %v102
  %v115 = fsub double %v113, %v114
  %v116 = fsub double %v102, %v115
  %v117 = fsub double %v112, %v114
  %v118 = fadd double %v116, %v117
  %v119 = fadd double %v108, %v118
  %v120 = call double @llvm.roundeven.f64(double %v113)
  %v121 = fsub double %v113, %v120
  %v122 = fadd double %v121, %v119
  %v123 = fsub double %v122, %v121
  %v124 = fsub double %v122, %v123
  %v125 = fsub double %v121, %v124
  %v126 = fsub double %v119, %v123
  %v127 = fadd double %v125, %v126
  %v128 = fadd double %v92, %v120
  %v129 = getelementptr double, ptr @pellucid.two_over_pi, i64 3
  %v130 = getelementptr double, ptr %v129, i64 %v15
  %v131 = load double, ptr %v130, align 8
  %v132 = fmul double %v131, %v21
  %v133 = fmul double %v132, 0x3B10000000000000
  %v134 = fmul double %v10, %v133
  %v135 = fmul double %v134, 0x3FD0000000000000
  %v136 = call double @llvm.roundeven.f64(double %v135)
  %v137 = call double @llvm.fma.f64(double %v136, double 0xC010000000000000, double %v134)
  %v138 = fadd double %v122, %v137
  %v139 = fsub double %v138, %v122
  %v140 = fsub double %v138, %v139
  %v141 = fsub double %v122, %v140
  %v142 = fsub double %v137, %v139
  %v143 = fadd double %v141, %v142
  %v144 = fadd double %v127, %v143
  %v145 = fmul double %v11, %v133
  %v146 = fmul double %v145, 0x3FD0000000000000
  %v147 = call double @llvm.roundeven.f64(double %v146)
  %v148 = call double @llvm.fma.f64(double %v147, double 0xC010000000000000, double %v145)
  %v149 = fadd double %v138, %v148
  %v150 = fsub double %v149, %v138
  %v151 = fsub double %v149, %v150
  %v152 = fsub double %v138, %v151
  %v153 = fsub double %v148, %v150
  %v154 = fadd double %v152, %v153
  %v155 = fadd double %v144, %v154
  %v156 = call double @llvm.roundeven.f64(double %v149)
  %v157 = fsub double %v149, %v156
  %v158 = fadd double %v157, %v155
  %v159 = fsub double %v158, %v157
  %v160 = fsub double %v158, %v159
  %v161 = fsub double %v157, %v160
  %v162 = fsub double %v155, %v159
  %v163 = fadd double %v161, %v162
  %v164 = fadd double %v128, %v156
  %v165 = getelementptr double, ptr @pellucid.two_over_pi, i64 4
  %v166 = getelementptr double, ptr %v165, i64 %v15
  %v167 = load double, ptr %v166, align 8
  %v168 = fmul double %v167, %v21
  %v169 = fmul double %v168, 0x3970000000000000
  %v170 = fmul double %v10, %v169
  %v171 = fmul double %v170, 0x3FD0000000000000
  %v172 = call double @llvm.roundeven.f64(double %v171)
  %v173 = call double @llvm.fma.f64(double %v172, double 0xC010000000000000, double %v170)
  %v174 = fadd double %v158, %v173
  %v175 = fsub double %v174, %v158
  %v176 = fsub double %v174, %v175
  %v177 = fsub double %v158, %v176
  %v178 = fsub double %v173, %v175
  %v179 = fadd double %v177, %v178
  %v180 = fadd double %v163, %v179
  %v181 = fmul double %v11, %v169
  %v182 = fmul double %v181, 0x3FD0000000000000
  %v183 = call double @llvm.roundeven.f64(double %v182)
  %v184 = call double @llvm.fma.f64(double %v183, double 0xC010000000000000, double %v181)
  %v185 = fadd double %v174, %v184
  %v186 = fsub double %v185, %v174
  %v187 = fsub double %v185, %v186
  %v188 = fsub double %v174, %v187
  %v189 = fsub double %v184, %v186
  %v190 = fadd double %v188, %v189
  %v191 = fadd double %v180, %v190
  %v192 = call double @llvm.roundeven.f64(double %v185)
  %v193 = fsub double %v185, %v192
  %v194 = fadd double %v193, %v191
  %v195 = fsub double %v194, %v193
  %v196 = fsub double %v194, %v195
  %v197 = fsub double %v193, %v196
  %v198 = fsub double %v191, %v195
  %v199 = fadd double %v197, %v198
  %v200 = fadd double %v164, %v192
  %v201 = getelementptr double, ptr @pellucid.two_over_pi, i64 5
  %v202 = getelementptr double, ptr %v201, i64 %v15
  %v203 = load double, ptr %v202, align 8
  %v204 = fmul double %v203, %v21
  %v205 = fmul double %v204, 0x37D0000000000000
  %v206 = fmul double %v10, %v205
  %v207 = fmul double %v206, 0x3FD0000000000000
  %v208 = call double @llvm.roundeven.f64(double %v207)
  %v209 = call double @llvm.fma.f64(double %v208, double 0xC010000000000000, double %v206)
  %v210 = fadd double %v194, %v209
  %v211 = fsub double %v210, %v194
  %v212 = fsub double %v210, %v211
  %v213 = fsub double %v194, %v212
  %v214 = fsub double %v209, %v211
  %v215 = fadd double %v213, %v214
  %v216 = fadd double %v199, %v215
  %v217 = fmul double %v11, %v205
  %v218 = fmul double %v217, 0x3FD0000000000000
  %v219 = call double @llvm.roundeven.f64(double %v218)
  %v220 = call double @llvm.fma.f64(double %v219, double 0xC010000000000000, double %v217)
  %v221 = fadd double %v210, %v220
  %v222 = fsub double %v221, %v210
  %v223 = fsub double %v221, %v222
  %v224 = fsub double %v210, %v223
  %v225 = fsub double %v220, %v222
  %v226 = fadd double %v224, %v225
  %v227 = fadd double %v216, %v226
  %v228 = call double @llvm.roundeven.f64(double %v221)
  %v229 = fsub double %v221, %v228
  %v230 = fadd double %v229, %v227
  %v231 = fsub double %v230, %v229
  %v232 = fsub double %v230, %v231
  %v233 = fsub double %v229, %v232
  %v234 = fsub double %v227, %v231
  %v235 = fadd double %v233, %v234
  %v236 = fadd double %v200, %v228
  %v237 = getelementptr double, ptr @pellucid.two_over_pi, i64 6
  %v238 = getelementptr double, ptr %v237, i64 %v15
  %v239 = load double, ptr %v238, align 8
  %v240 = fmul double %v239, %v21
  %v241 = fmul double %v240, 0x3630000000000000
  %v242 = fmul double %v10, %v241
  %v243 = fmul double %v242, 0x3FD0000000000000
  %v244 = call double @llvm.roundeven.f64(double %v243)
  %v245 = call double @llvm.fma.f64(double %v244, double 0xC010000000000000, double %v242)
  %v246 = fadd double %v230, %v245
  %v247 = fsub double %v246, %v230
  %v248 = fsub double %v246, %v247
  %v249 = fsub double %v230, %v248
  %v250 = fsub double %v245, %v247
  %v251 = fadd double %v249, %v250
  %v252 = fadd double %v235, %v251
  %v253 = fmul double %v11, %v241
  %v254 = fmul double %v253, 0x3FD0000000000000
  %v255 = call double @llvm.roundeven.f64(double %v254)
  %v256 = call double @llvm.fma.f64(double %v255, double 0xC010000000000000, double %v253)
  %v257 = fadd double %v246, %v256
  %v258 = fsub double %v257, %v246
  %v259 = fsub double %v257, %v258
  %v260 = fsub double %v246, %v259
  %v261 = fsub double %v256, %v258
  %v262 = fadd double %v260, %v261
  %v263 = fadd double %v252, %v262
  %v264 = call double @llvm.roundeven.f64(double %v257)
  %v265 = fsub double %v257, %v264
  %v266 = fadd double %v265, %v263
  %v267 = fsub double %v266, %v265
  %v268 = fsub double %v266, %v267
  %v269 = fsub double %v265, %v268
  %v270 = fsub double %v263, %v267
  %v271 = fadd double %v269, %v270
  %v272 = fadd double %v236, %v264
  %v273 = call double @llvm.roundeven.f64(double %v266)
  %v274 = fsub double %v266, %v273
  %v275 = fadd double %v274, %v271
  %v276 = fsub double %v275, %v274
  %v277 = fsub double %v271, %v276
  %v278 = fmul double %v277, 0x3FF921FB54442D18
  %v279 = call double @llvm.fma.f64(double %v275, double 0x3C91A62633145C07, double %v278)
  %v280 = call double @llvm.fma.f64(double %v275, double 0x3FF921FB54442D18, double %v279)
  %v281 = fsub double %x, %x
  %v282 = fadd double %v280, %v281
  %v283 = bitcast double %x to i64
  %v284 = ashr i64 %v283, 63
  %v285 = fadd double %v272, %v273
  %v286 = fadd double %v285, 0x4338000000000000
  %v287 = bitcast double %v286 to i64
  %v288 = xor i64 %v287, %v284
  %v289 = sub i64 %v288, %v284
  %v290 = bitcast double %v282 to i64
  %v291 = shl i64 %v284, 63
  %v292 = xor i64 %v290, %v291
  %v293 = bitcast i64 %v292 to double
  %v294 = insertvalue { double, i64 } poison, double %v293, 0
  %v295 = insertvalue { double, i64 } %v294, i64 %v289, 1
  ret { double, i64 } %v295
}
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v62, %if24.end ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v14, <4 x float> splat (float 0x3FE45F3060000000), <4 x float> splat (float 0x4168000000000000))
  %v16 = fsub <4 x float> %v15, splat (float 0x4168000000000000)
  %v17 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v16, <4 x float> splat (float 0xBFF921FB60000000), <4 x float> %v14)
  %v18 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v16, <4 x float> splat (float 0x3E6777A5C0000000), <4 x float> %v17)
  %v19 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v16, <4 x float> splat (float 0x3CDEE59DA0000000), <4 x float> %v18)
  %v20 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v21 = fcmp oge <4 x float> %v20, splat (float 0x4100000000000000)
  %v22 = bitcast <4 x float> %v15 to <4 x i32>
  %v23 = call i1 @llvm.vector.reduce.or.v4i1(<4 x i1> %v21)
  br i1 %v23, label %if24.yes, label %if24.no
if24.yes:
  %v25 = fpext <4 x float> %v14 to <4 x double>
  br label %loop26
loop26:
  %loop26.i = phi i64 [ 0, %if24.yes ], [ %v33, %loop26 ]
  %loop26.0 = phi <4 x double> [ splat (double 0x0000000000000000), %if24.yes ], [ %v31, %loop26 ]
  %loop26.1 = phi <4 x i64> [ splat (i64 0), %if24.yes ], [ %v32, %loop26 ]
  %v27 = extractelement <4 x double> %v25, i64 %loop26.i
  %v28 = call { double, i64 } @pellucid.radians(double %v27)
  %v29 = extractvalue { double, i64 } %v28, 0
  %v30 = extractvalue { double, i64 } %v28, 1
  %v31 = insertelement <4 x double> %loop26.0, double %v29, i64 %loop26.i
  %v32 = insertelement <4 x i64> %loop26.1, i64 %v30, i64 %loop26.i
  %v33 = add nsw i64 %loop26.i, 1
  %v34 = icmp slt i64 %v33, 4
  br i1 %v34, label %loop26, label %loop26.end, !llvm.loop !0
loop26.end:
  %v35 = fptrunc <4 x double> %v31 to <4 x float>
  %v36 = trunc <4 x i64> %v32 to <4 x i32>
  %v37 = select <4 x i1> %v21, <4 x float> %v35, <4 x float> %v19
  %v38 = select <4 x i1> %v21, <4 x i32> %v36, <4 x i32> %v22
  br label %if24.end
if24.no:
  br label %if24.end
if24.end:
  %v39 = phi <4 x float> [ %v37, %loop26.end ], [ %v19, %if24.no ]
  %v40 = phi <4 x i32> [ %v38, %loop26.end ], [ %v22, %if24.no ]
  %v41 = fmul <4 x float> %v39, %v39
  %v42 = fmul <4 x float> %v39, %v41
  %v43 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0xBF299198C0000000), <4 x float> %v41, <4 x float> splat (float 0x3F81106C60000000))
  %v44 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v43, <4 x float> %v41, <4 x float> splat (float 0xBFC5555440000000))
  %v45 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v42, <4 x float> %v44, <4 x float> %v39)
  %v46 = fmul <4 x float> %v41, %v41
  %v47 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3EF99BABC0000000), <4 x float> %v41, <4 x float> splat (float 0xBF56C0B8A0000000))
  %v48 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v47, <4 x float> %v41, <4 x float> splat (float 0x3FA5555480000000))
  %v49 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v41, <4 x float> splat (float 0xBFE0000000000000), <4 x float> splat (float 0x3FF0000000000000))
  %v50 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v46, <4 x float> %v48, <4 x float> %v49)
  %v51 = and <4 x i32> %v40, splat (i32 1)
  %v52 = icmp eq <4 x i32> %v51, splat (i32 1)
  %v53 = select <4 x i1> %v52, <4 x float> %v50, <4 x float> %v45
  %v54 = ashr <4 x i32> %v40, splat (i32 1)
  %v55 = shl <4 x i32> %v54, splat (i32 31)
  %v56 = bitcast <4 x float> %v53 to <4 x i32>
  %v57 = xor <4 x i32> %v56, %v55
  %v58 = bitcast <4 x i32> %v57 to <4 x float>
  %v59 = fcmp oeq <4 x float> %v14, splat (float 0x0000000000000000)
  %v60 = select <4 x i1> %v59, <4 x float> %v14, <4 x float> %v58
  %v61 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v60, ptr %v61, align 4
  %v62 = add nsw i64 %loop10.i, 1
  %v63 = icmp slt i64 %v62, %v9
  br i1 %v63, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; sinh(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v53, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v16 = fmul <4 x float> %v14, %v14
  %v17 = fmul <4 x float> %v15, %v16
  %v18 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3EC7A15F00000000), <4 x float> %v16, <4 x float> splat (float 0x3F29FFE920000000))
  %v19 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v18, <4 x float> %v16, <4 x float> splat (float 0x3F81111340000000))
  %v20 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v19, <4 x float> %v16, <4 x float> splat (float 0x3FC5555560000000))
  %v21 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v17, <4 x float> %v20, <4 x float> %v15)
  %v22 = fcmp olt <4 x float> splat (float 0x4056800000000000), %v15
  %v23 = select <4 x i1> %v22, <4 x float> splat (float 0x4056800000000000), <4 x float> %v15
  %v24 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v23, <4 x float> splat (float 0x3FF7154760000000), <4 x float> splat (float 0x4168000000000000))
  %v25 = fsub <4 x float> %v24, splat (float 0x4168000000000000)
  %v26 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v25, <4 x float> splat (float 0xBFE62E4300000000), <4 x float> %v23)
  %v27 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v25, <4 x float> splat (float 0x3E205C6100000000), <4 x float> %v26)
  %v28 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3F56BEA980000000), <4 x float> %v27, <4 x float> splat (float 0x3F81227AC0000000))
  %v29 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v28, <4 x float> %v27, <4 x float> splat (float 0x3FA5556760000000))
  %v30 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v29, <4 x float> %v27, <4 x float> splat (float 0x3FC5554B00000000))
  %v31 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v30, <4 x float> %v27, <4 x float> splat (float 0x3FDFFFFFE0000000))
  %v32 = fmul <4 x float> %v31, %v27
  %v33 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v32, <4 x float> %v27, <4 x float> %v27)
  %v34 = fadd <4 x float> %v33, splat (float 0x3FF0000000000000)
  %v35 = fsub <4 x float> %v24, splat (float 0x3FF0000000000000)
  %v36 = bitcast <4 x float> %v35 to <4 x i32>
  %v37 = ashr <4 x i32> %v36, splat (i32 1)
  %v38 = shl <4 x i32> %v37, splat (i32 23)
  %v39 = add <4 x i32> %v38, splat (i32 1065353216)
  %v40 = shl <4 x i32> %v36, splat (i32 23)
  %v41 = sub <4 x i32> %v40, %v39
  %v42 = add <4 x i32> %v41, splat (i32 2130706432)
  %v43 = bitcast <4 x i32> %v39 to <4 x float>
  %v44 = fmul <4 x float> %v34, %v43
  %v45 = bitcast <4 x i32> %v42 to <4 x float>
  %v46 = fmul <4 x float> %v44, %v45
  %v47 = fcmp olt <4 x float> %v15, splat (float 0x3FF0000000000000)
  %v48 = fdiv <4 x float> splat (float 0x3FD0000000000000), %v46
  %v49 = fsub <4 x float> %v46, %v48
  %v50 = select <4 x i1> %v47, <4 x float> %v21, <4 x float> %v49
  %v51 = call <4 x float> @llvm.copysign.v4f32(<4 x float> %v50, <4 x float> %v14)
  %v52 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v51, ptr %v52, align 4
  %v53 = add nsw i64 %loop10.i, 1
  %v54 = icmp slt i64 %v53, %v9
  br i1 %v54, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; softplus(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v64, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = fcmp ogt <4 x float> splat (float 0x0000000000000000), %v14
  %v16 = select <4 x i1> %v15, <4 x float> splat (float 0x0000000000000000), <4 x float> %v14
  %v17 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v18 = fneg <4 x float> %v17
  %v19 = fcmp ogt <4 x float> splat (float 0xC05A000000000000), %v18
  %v20 = select <4 x i1> %v19, <4 x float> splat (float 0xC05A000000000000), <4 x float> %v18
  %v21 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v20, <4 x float> splat (float 0x3FF7154760000000), <4 x float> splat (float 0x4168000000000000))
  %v22 = fsub <4 x float> %v21, splat (float 0x4168000000000000)
  %v23 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v22, <4 x float> splat (float 0xBFE62E4300000000), <4 x float> %v20)
  %v24 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v22, <4 x float> splat (float 0x3E205C6100000000), <4 x float> %v23)
  %v25 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3F56BEA980000000), <4 x float> %v24, <4 x float> splat (float 0x3F81227AC0000000))
  %v26 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v25, <4 x float> %v24, <4 x float> splat (float 0x3FA5556760000000))
  %v27 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v26, <4 x float> %v24, <4 x float> splat (float 0x3FC5554B00000000))
  %v28 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v27, <4 x float> %v24, <4 x float> splat (float 0x3FDFFFFFE0000000))
  %v29 = fmul <4 x float> %v28, %v24
  %v30 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v29, <4 x float> %v24, <4 x float> %v24)
  %v31 = fadd <4 x float> %v30, splat (float 0x3FF0000000000000)
  %v32 = bitcast <4 x float> %v21 to <4 x i32>
  %v33 = ashr <4 x i32> %v32, splat (i32 1)
  %v34 = shl <4 x i32> %v33, splat (i32 23)
  %v35 = add <4 x i32> %v34, splat (i32 1065353216)
  %v36 = shl <4 x i32> %v32, splat (i32 23)
  %v37 = sub <4 x i32> %v36, %v35
  %v38 = add <4 x i32> %v37, splat (i32 2130706432)
  %v39 = bitcast <4 x i32> %v35 to <4 x float>
  %v40 = fmul <4 x float> %v31, %v39
  %v41 = bitcast <4 x i32> %v38 to <4 x float>
  %v42 = fmul <4 x float> %v40, %v41
  %v43 = fmul <4 x float> %v42, %v42
  %v44 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0xBF6B2F56A0000000), <4 x float> %v42, <4 x float> splat (float 0x3F94B082A0000000))
  %v45 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v44, <4 x float> %v42, <4 x float> splat (float 0xBFAD8631E0000000))
  %v46 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v45, <4 x float> %v42, <4 x float> splat (float 0x3FBB579C40000000))
  %v47 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v46, <4 x float> %v42, <4 x float> splat (float 0xBFC3A7A820000000))
  %v48 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v47, <4 x float> %v42, <4 x float> splat (float 0x3FC935CA00000000))
  %v49 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v48, <4 x float> %v42, <4 x float> splat (float 0xBFCFF26E20000000))
  %v50 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v49, <4 x float> %v42, <4 x float> splat (float 0x3FD554DF00000000))
  %v51 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v50, <4 x float> %v42, <4 x float> splat (float 0xBFDFFFFD20000000))
  %v52 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v43, <4 x float> %v51, <4 x float> %v42)
  %v53 = fadd <4 x float> %v16, %v52
  %v54 = fmul <4 x float> %v14, %v14
  %v55 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0xBEF6B25B20000000), <4 x float> %v54, <4 x float> splat (float 0x3F367F5380000000))
  %v56 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v55, <4 x float> %v54, <4 x float> splat (float 0xBF7553EB00000000))
  %v57 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v56, <4 x float> %v54, <4 x float> splat (float 0x3FBFFFFD80000000))
  %v58 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v14, <4 x float> %v57, <4 x float> splat (float 0x3FE0000000000000))
  %v59 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v14, <4 x float> %v58, <4 x float> splat (float 0x3FE62E4300000000))
  %v60 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v61 = fcmp olt <4 x float> %v60, splat (float 0x3FF0000000000000)
  %v62 = select <4 x i1> %v61, <4 x float> %v59, <4 x float> %v53
  %v63 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v62, ptr %v63, align 4
  %v64 = add nsw i64 %loop10.i, 1
  %v65 = icmp slt i64 %v64, %v9
  br i1 %v65, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; sqrt(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v17, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v14)
  %v16 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v15, ptr %v16, align 4
  %v17 = add nsw i64 %loop10.i, 1
  %v18 = icmp slt i64 %v17, %v9
  br i1 %v18, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; tan(f32[4]) -> f32[4]
define internal { double, i64 } @pellucid.radians(double %x) nounwind noinline {
entry:
  %v1 = call double @llvm.fabs.f64(double %x)
  %v2 = bitcast double %v1 to i64
  %v3 = ashr i64 %v2, 52
  %v4 = sub i64 %v3, 1075
  %v5 = and i64 %v2, 4503599627370495
  %v6 = or i64 %v5, 4841369599423283200
  %v7 = bitcast i64 %v6 to double
  %v8 = bitcast double %v7 to i64
  %v9 = and i64 %v8, -134217728
  %v10 = bitcast i64 %v9 to double
  %v11 = fsub double %v7, %v10
  %v12 = sub i64 %v4, 2
  %v13 = sdiv i64 %v12, 26
  %v14 = call i64 @llvm.smax.i64(i64 %v13, i64 0)
  %v15 = call i64 @llvm.smin.i64(i64 %v14, i64 39)
  %v16 = add i64 %v15, 1
  %v17 = mul i64 %v16, 26
  %v18 = sub i64 %v4, %v17
  %v19 = add i64 %v18, 1023
  %v20 = shl i64 %v19, 52
  %v21 = bitcast i64 %v20 to double
  %v22 = getelementptr double, ptr @pellucid.two_over_pi, i64 %v15
  %v23 = load double, ptr %v22, align 8
  %v24 = fmul double %v23, %v21
  %v25 = fmul double %v24, 0x3FF0000000000000
  %v26 = fmul double %v10, %v25
  %v27 = fmul double %v26, 0x3FD0000000000000
  %v28 = call double @llvm.roundeven.f64(double %v27)
  %v29 = call double @llvm.fma.f64(double %v28, double 0xC010000000000000, double %v26)
  %v30 = fadd double 0x0000000000000000, %v29
  %v31 = fsub double %v30, 0x0000000000000000
  %v32 = fsub double %v30, %v31
  %v33 = fsub double 0x0000000000000000, %v32
  %v34 = fsub double %v29, %v31
  %v35 = fadd double %v33, %v34
  %v36 = fadd double 0x0000000000000000, %v35
  %v37 = fmul double %v11, %v25
  %v38 = fmul double %v37, 0x3FD0000000000000
  %v39 = call double @llvm.roundeven.f64(double %v38)
  %v40 = call double @llvm.fma.f64(double %v39, double 0xC010000000000000, double %v37)
  %v41 = fadd double %v30, %v40
  %v42 = fsub double %v41, %v30
  %v43 = fsub double %v41, %v42
  %v44 = fsub double %v30, %v43
  %v45 = fsub double %v40, %v42
  %v46 = fadd double %v44, %v45
  %v47 = fadd double %v36, %v46
  %v48 = call double @llvm.roundeven.f64(double %v41)
  %v49 = fsub double %v41, %v48
  %v50 = fadd double %v49, %v47
  %v51 = fsub double %v50, %v49
  %v52 = fsub double %v50, %v51
  %v53 = fsub double %v49, %v52
  %v54 = fsub double %v47, %v51
  %v55 = fadd double %v53, %v54
  %v56 = fadd double 0x0000000000000000, %v48
  %v57 = getelementptr double, ptr @pellucid.two_over_pi, i64 1
  %v58 = getelementptr double, ptr %v57, i64 %v15
  %v59 = load double, ptr %v58, align 8
  %v60 = fmul double %v59, %v21
  %v61 = fmul double %v60, 0x3E50000000000000
  %v62 = fmul double %v10, %v61
  %v63 = fmul double %v62, 0x3FD0000000000000
  %v64 = call double @llvm.roundeven.f64(double %v63)
  %v65 = call double @llvm.fma.f64(double %v64, double 0xC010000000000000, double %v62)
  %v66 = fadd double %v50, %v65
  %v67 = fsub double %v66, %v50
  %v68 = fsub double %v66, %v67
  %v69 = fsub double %v50, %v68
  %v70 = fsub double %v65, %v67
  %v71 = fadd double %v69, %v70
  %v72 = fadd double %v55, %v71
  %v73 = fmul double %v11, %v61
  %v74 = fmul double %v73, 0x3FD0000000000000
  %v75 = call double @llvm.roundeven.f64(double %v74)
  %v76 = call double @llvm.fma.f64(double %v75, double 0xC010000000000000, double %v73)
  %v77 = fadd double %v66, %v76
  %v78 = fsub double %v77, %v66
  %v79 = fsub double %v77, %v78
  %v80 = fsub double %v66, %v79
  %v81 = fsub double %v76, %v78
  %v82 = fadd double %v80, %v81
  %v83 = fadd double %v72, %v82
  %v84 = call double @llvm.roundeven.f64(double %v77)
  %v85 = fsub double %v77, %v84
  %v86 = fadd double %v85, %v83
  %v87 = fsub double %v86, %v85
  %v88 = fsub double %v86, %v87
  %v89 = fsub double %v85, %v88
  %v90 = fsub double %v83, %v87
  %v91 = fadd double %v89, %v90
  %v92 = fadd double %v56, %v84
  %v93 = getelementptr double, ptr @pellucid.two_over_pi, i64 2
  %v94 = getelementptr double, ptr %v93, i64 %v15
  %v95 = load double, ptr %v94, align 8
  %v96 = fmul double %v95, %v21
  %v97 = fmul double %v96, 0x3CB0000000000000
  %v98 = fmul double %v10, %v97
  %v99 = fmul double %v98, 0x3FD0000000000000
  %v100 = call double @llvm.roundeven.f64(double %v99)
  %v101 = call double @llvm.fma.f64(double %v100, double 0xC010000000000000, double %v98)
  %v102 = fadd double %v86, %v101
  %v103 = fsub double %v102, %v86
  %v104 = fsub double %v102, %v103
  %v105 = fsub double %v86, %v104
  %v106 = fsub double %v101, %v103
  %v107 = fadd double %v105, %v106
  %v108 = fadd double %v91, %v107
  %v109 = fmul double %v11, %v97
  %v110 = fmul double %v109, 0x3FD0000000000000
  %v111 = call double @llvm.roundeven.f64(double %v110)
  %v112 = call double @llvm.fma.f64(double %v111, double 0xC010000000000000, double %v109)
  %v113 = fadd double %v102, %v112
  %v114 = fsub double %v113, %v102
  %v115 = fsub double %v113, %v114
  %v116 = fsub double %v102, %v115
  %v117 = fsub double %v112, %v114
  %v118 = fadd double %v116, %v117
  %v119 = fadd double %v108, %v118
  %v120 = call double @llvm.roundeven.f64(double %v113)
  %v121 = fsub double %v113, %v120
  %v122 = fadd double %v121, %v119
  %v123 = fsub double %v122, %v121
  %v124 = fsub double %v122, %v123
  %v125 = fsub double %v121, %v124
  %v126 = fsub double %v119, %v123
  %v127 = fadd double %v125, %v126
  %v128 = fadd double %v92, %v120
  %v129 = getelementptr double, ptr @pellucid.two_over_pi, i64 3
  %v130 = getelementptr double, ptr %v129, i64 %v15
  %v131 = load double, ptr %v130, align 8
  %v132 = fmul double %v131, %v21
  %v133 = fmul double %v132, 0x3B10000000000000
  %v134 = fmul double %v10, %v133
  %v135 = fmul double %v134, 0x3FD0000000000000
  %v136 = call double @llvm.roundeven.f64(double %v135)
  %v137 = call double @llvm.fma.f64(double %v136, double 0xC010000000000000, double %v134)
  %v138 = fadd double %v122, %v137
  %v139 = fsub double %v138, %v122
  %v140 = fsub double %v138, %v139
  %v141 = fsub double %v122, %v140
  %v142 = fsub double %v137, %v139
  %v143 = fadd double %v141, %v142
  %v144 = fadd double %v127, %v143
  %v145 = fmul double %v11, %v133
  %v146 = fmul double %v145, 0x3FD0000000000000
  %v147 = call double @llvm.roundeven.f64(double %v146)
  %v148 = call double @llvm.fma.f64(double %v147, double 0xC010000000000000, double %v145)
  %v149 = fadd double %v138, %v148
  %v150 = fsub double %v149, %v138
  %v151 = fsub double %v149, %v150
  %v152 = fsub double %v138, %v151
  %v153 = fsub double %v148, %v150
  %v154 = fadd double %v152, %v153
  %v155 = fadd double %v144, %v154
  %v156 = call double @llvm.roundeven.f64(double %v149)
  %v157 = fsub double %v149, %v156
  %v158 = fadd double %v157, %v155
  %v159 = fsub double %v158, %v157
  %v160 = fsub double %v158, %v159
  %v161 = fsub double %v157, %v160
  %v162 = fsub double %v155, %v159
  %v163 = fadd double %v161, %v162
  %v164 = fadd double %v128, %v156
  %v165 = getelementptr double, ptr @pellucid.two_over_pi, i64 4
  %v166 = getelementptr double, ptr %v165, i64 %v15
  %v167 = load double, ptr %v166, align 8
  %v168 = fmul double %v167, %v21
  %v169 = fmul double %v168, 0x3970000000000000
  %v170 = fmul double %v10, %v169
  %v171 = fmul double %v170, 0x3FD0000000000000
  %v172 = call double @llvm.roundeven.f64(double %v171)
  %v173 = call double @llvm.fma.f64(double %v172, double 0xC010000000000000, double %v170)
  %v174 = fadd double %v158, %v173
  %v175 = fsub double %v174, %v158
  %v176 = fsub double %v174, %v175
  %v177 = fsub double %v158, %v176
  %v178 = fsub double %v173, %v175
  %v179 = fadd double %v177, %v178
  %v180 = fadd double %v163, %v179
  %v181 = fmul double %v11, %v169
  %v182 = fmul double %v181, 0x3FD0000000000000
  %v183 = call double @llvm.roundeven.f64(double %v182)
  %v184 = call double @llvm.fma.f64(double %v183, double 0xC010000000000000, double %v181)
  %v185 = fadd double %v174, %v184
  %v186 = fsub double %v185, %v174
  %v187 = fsub double %v185, %v186
  %v188 = fsub double %v174, %v187
  %v189 = fsub double %v184, %v186
  %v190 = fadd double %v188, %v189
  %v191 = fadd double %v180, %v190
  %v192 = call double @llvm.roundeven.f64(double %v185)
  %v193 = fsub double %v185, %v192
  %v194 = fadd double %v193, %v191
  %v195 = fsub double %v194, %v193
  %v196 = fsub double %v194, %v195
  %v197 = fsub double %v193, %v196
  %v198 = fsub double %v191, %v195
  %v199 = fadd double %v197, %v198
  %v200 = fadd double %v164, %v192
  %v201 = getelementptr double, ptr @pellucid.two_over_pi, i64 5
  %v202 = getelementptr double, ptr %v201, i64 %v15
  %v203 = load double, ptr %v202, align 8
  %v204 = fmul double %v203, %v21
  %v205 = fmul double %v204, 0x37D0000000000000
  %v206 = fmul double %v10, %v205
  %v207 = fmul double %v206, 0x3FD0000000000000
  %v208 = call double @llvm.roundeven.f64(double %v207)
  %v209 = call double @llvm.fma.f64(double %v208, double 0xC010000000000000, double %v206)
  %v210 = fadd double %v194, %v209
  %v211 = fsub double %v210, %v194
  %v212 = fsub double %v210, %v211
  %v213 = fsub double %v194, %v212
  %v214 = fsub double %v209, %v211
  %v215 = fadd double %v213, %v214
  %v216 = fadd double %v199, %v215
  %v217 = fmul double %v11, %v205
  %v218 = fmul double %v217, 0x3FD0000000000000
  %v219 = call double @llvm.roundeven.f64(double %v218)
  %v220 = call double @llvm.fma.f64(double %v219, double 0xC010000000000000, double %v217)
  %v221 = fadd double %v210, %v220
  %v222 = fsub double %v221, %v210
  %v223 = fsub double %v221, %v222
  %v224 = fsub double %v210, %v223
  %v225 = fsub double %v220, %v222
  %v226 = fadd double %v224, %v225
  %v227 = fadd double %v216, %v226
  %v228 = call double @llvm.roundeven.f64(double %v221)
  %v229 = fsub double %v221, %v228
  %v230 = fadd double %v229, %v227
  %v231 = fsub double %v230, %v229
  %v232 = fsub double %v230, %v231
  %v233 = fsub double %v229, %v232
  %v234 = fsub double %v227, %v231
  %v235 = fadd double %v233, %v234
  %v236 = fadd double %v200, %v228
  %v237 = getelementptr double, ptr @pellucid.two_over_pi, i64 6
  %v238 = getelementptr double, ptr %v237, i64 %v15
  %v239 = load double, ptr %v238, align 8
  %v240 = fmul double %v239, %v21
  %v241 = fmul double %v240, 0x3630000000000000
  %v242 = fmul double %v10, %v241
  %v243 = fmul double %v242, 0x3FD0000000000000
  %v244 = call double @llvm.roundeven.f64(double %v243)
  %v245 = call double @llvm.fma.f64(double %v244, double 0xC010000000000000, double %v242)
  %v246 = fadd double %v230, %v245
  %v247 = fsub double %v246, %v230
  %v248 = fsub double %v246, %v247
  %v249 = fsub double %v230, %v248
  %v250 = fsub double %v245, %v247
  %v251 = fadd double %v249, %v250
  %v252 = fadd double %v235, %v251
  %v253 = fmul double %v11, %v241
  %v254 = fmul double %v253, 0x3FD0000000000000
  %v255 = call double @llvm.roundeven.f64(double %v254)
  %v256 = call double @llvm.fma.f64(double %v255, double 0xC010000000000000, double %v253)
  %v257 = fadd double %v246, %v256
  %v258 = fsub double %v257, %v246
  %v259 = fsub double %v257, %v258
  %v260 = fsub double %v246, %v259
  %v261 = fsub double %v256, %v258
  %v262 = fadd double %v260, %v261
  %v263 = fadd double %v252, %v262
  %v264 = call double @llvm.roundeven.f64(double %v257)
  %v265 = fsub double %v257, %v264
  %v266 = fadd double %v265, %v263
  %v267 = fsub double %v266, %v265
  %v268 = fsub double %v266, %v267
  %v269 = fsub double %v265, %v268
  %v270 = fsub double %v263, %v267
  %v271 = fadd double %v269, %v270
  %v272 = fadd double %v236, %v264
  %v273 = call double @llvm.roundeven.f64(double %v266)
  %v274 = fsub double %v266, %v273
  %v275 = fadd double %v274, %v271
  %v276 = fsub double %v275, %v274
  %v277 = fsub double %v271, %v276
  %v278 = fmul double %v277, 0x3FF921FB54442D18
  %v279 = call double @llvm.fma.f64(double %v275, double 0x3C91A62633145C07, double %v278)
  %v280 = call double @llvm.fma.f64(double %v275, double 0x3FF921FB54442D18, double %v279)
  %v281 = fsub double %x, %x
  %v282 = fadd double %v280, %v281
  %v283 = bitcast double %x to i64
  %v284 = ashr i64 %v283, 63
  %v285 = fadd double %v272, %v273
  %v286 = fadd double %v285, 0x4338000000000000
  %v287 = bitcast double %v286 to i64
  %v288 = xor i64 %v287, %v284
  %v289 = sub i64 %v288, %v284
  %v290 = bitcast double %v282 to i64
  %v291 = shl i64 %v284, 63
  %v292 = xor i64 %v290, %v291
  %v293 = bitcast i64 %v292 to double
  %v294 = insertvalue { double, i64 } poison, double %v293, 0
  %v295 = insertvalue { double, i64 } %v294, i64 %v289, 1
  ret { double, i64 } %v295
}
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v65, %if25.end ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = fpext <4 x float> %v14 to <4 x double>
  %v16 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v15, <4 x double> splat (double 0x3FE45F306DC9C883), <4 x double> splat (double 0x4338000000000000))
  %v17 = fsub <4 x double> %v16, splat (double 0x4338000000000000)
  %v18 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v17, <4 x double> splat (double 0xBFF921FB54442D18), <4 x double> %v15)
  %v19 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v17, <4 x double> splat (double 0xBC91A62633145C07), <4 x double> %v18)
  %v20 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v17, <4 x double> splat (double 0x391F1976B7ED8FBC), <4 x double> %v19)
  %v21 = call <4 x double> @llvm.fabs.v4f64(<4 x double> %v15)
  %v22 = fcmp oge <4 x double> %v21, splat (double 0x4300000000000000)
  %v23 = bitcast <4 x double> %v16 to <4 x i64>
  %v24 = call i1 @llvm.vector.reduce.or.v4i1(<4 x i1> %v22)
  br i1 %v24, label %if25.yes, label %if25.no
if25.yes:
  br label %loop26
loop26:
  %loop26.i = phi i64 [ 0, %if25.yes ], [ %v33, %loop26 ]
  %loop26.0 = phi <4 x double> [ splat (double 0x0000000000000000), %if25.yes ], [ %v31, %loop26 ]
  %loop26.1 = phi <4 x i64> [ splat (i64 0), %if25.yes ], [ %v32, %loop26 ]
  %v27 = extractelement <4 x double> %v15, i64 %loop26.i
  %v28 = call { double, i64 } @pellucid.radians(double %v27)
  %v29 = extractvalue { double, i64 } %v28, 0
  %v30 = extractvalue { double, i64 } %v28, 1
  %v31 = insertelement <4 x double> %loop26.0, double %v29, i64 %loop26.i
  %v32 = insertelement <4 x i64> %loop26.1, i64 %v30, i64 %loop26.i
  %v33 = add nsw i64 %loop26.i, 1
  %v34 = icmp slt i64 %v33, 4
  br i1 %v34, label %loop26, label %loop26.end, !llvm.loop !0
loop26.end:
  %v35 = select <4 x i1> %v22, <4 x double> %v31, <4 x double> %v20
  %v36 = select <4 x i1> %v22, <4 x i64> %v32, <4 x i64> %v23
  br label %if25.end
if25.no:
  br label %if25.end
if25.end:
  %v37 = phi <4 x double> [ %v35, %loop26.end ], [ %v20, %if25.no ]
  %v38 = phi <4 x i64> [ %v36, %loop26.end ], [ %v23, %if25.no ]
  %v39 = fmul <4 x double> %v37, %v37
  %v40 = fmul <4 x double> %v37, %v39
  %v41 = call <4 x double> @llvm.fma.v4f64(<4 x double> splat (double 0x3DE5D774D66D2612), <4 x double> %v39, <4 x double> splat (double 0xBE5AE5E089037BCD))
  %v42 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v41, <4 x double> %v39, <4 x double> splat (double 0x3EC71DE3502E6EAB))
  %v43 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v42, <4 x double> %v39, <4 x double> splat (double 0xBF2A01A019B8EB53))
  %v44 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v43, <4 x double> %v39, <4 x double> splat (double 0x3F8111111110F487))
  %v45 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v44, <4 x double> %v39, <4 x double> splat (double 0xBFC5555555555546))
  %v46 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v40, <4 x double> %v45, <4 x double> %v37)
  %v47 = fmul <4 x double> %v39, %v39
  %v48 = call <4 x double> @llvm.fma.v4f64(<4 x double> splat (double 0xBDA8F854852528E4), <4 x double> %v39, <4 x double> splat (double 0x3E21EE99BB5F58F0))
  %v49 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v48, <4 x double> %v39, <4 x double> splat (double 0xBE927E4F79357E78))
  %v50 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v49, <4 x double> %v39, <4 x double> splat (double 0x3EFA01A019C0CA30))
  %v51 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v50, <4 x double> %v39, <4 x double> splat (double 0xBF56C16C16C14AD7))
  %v52 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v51, <4 x double> %v39, <4 x double> splat (double 0x3FA5555555555549))
  %v53 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v39, <4 x double> splat (double 0xBFE0000000000000), <4 x double> splat (double 0x3FF0000000000000))
  %v54 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v47, <4 x double> %v52, <4 x double> %v53)
  %v55 = and <4 x i64> %v38, splat (i64 1)
  %v56 = icmp eq <4 x i64> %v55, splat (i64 1)
  %v57 = fneg <4 x double> %v54
  %v58 = select <4 x i1> %v56, <4 x double> %v57, <4 x double> %v46
  %v59 = select <4 x i1> %v56, <4 x double> %v46, <4 x double> %v54
  %v60 = fdiv <4 x double> %v58, %v59
  %v61 = fcmp oeq <4 x double> %v15, splat (double 0x0000000000000000)
  %v62 = select <4 x i1> %v61, <4 x double> %v15, <4 x double> %v60
  %v63 = fptrunc <4 x double> %v62 to <4 x float>
  %v64 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v63, ptr %v64, align 4
  %v65 = add nsw i64 %loop10.i, 1
  %v66 = icmp slt i64 %v65, %v9
  br i1 %v66, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; tanh(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v49, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v16 = fmul <4 x float> %v14, %v14
  %v17 = fmul <4 x float> %v15, %v16
  %v18 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0xBF775E4140000000), <4 x float> %v16, <4 x float> splat (float 0x3F952275E0000000))
  %v19 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v18, <4 x float> %v16, <4 x float> splat (float 0xBFAB83C840000000))
  %v20 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v19, <4 x float> %v16, <4 x float> splat (float 0x3FC1107280000000))
  %v21 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v20, <4 x float> %v16, <4 x float> splat (float 0xBFD5555320000000))
  %v22 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v17, <4 x float> %v21, <4 x float> %v15)
  %v23 = fcmp olt <4 x float> splat (float 0x4024000000000000), %v15
  %v24 = select <4 x i1> %v23, <4 x float> splat (float 0x4024000000000000), <4 x float> %v15
  %v25 = fmul <4 x float> %v24, splat (float 0x4000000000000000)
  %v26 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v25, <4 x float> splat (float 0x3FF7154760000000), <4 x float> splat (float 0x4168000000000000))
  %v27 = fsub <4 x float> %v26, splat (float 0x4168000000000000)
  %v28 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v27, <4 x float> splat (float 0xBFE62E4300000000), <4 x float> %v25)
  %v29 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v27, <4 x float> splat (float 0x3E205C6100000000), <4 x float> %v28)
  %v30 = call <4 x float> @llvm.fma.v4f32(<4 x float> splat (float 0x3F56BEA980000000), <4 x float> %v29, <4 x float> splat (float 0x3F81227AC0000000))
  %v31 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v30, <4 x float> %v29, <4 x float> splat (float 0x3FA5556760000000))
  %v32 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v31, <4 x float> %v29, <4 x float> splat (float 0x3FC5554B00000000))
  %v33 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v32, <4 x float> %v29, <4 x float> splat (float 0x3FDFFFFFE0000000))
  %v34 = fmul <4 x float> %v33, %v29
  %v35 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v34, <4 x float> %v29, <4 x float> %v29)
  %v36 = fadd <4 x float> %v35, splat (float 0x3FF0000000000000)
  %v37 = bitcast <4 x float> %v26 to <4 x i32>
  %v38 = shl <4 x i32> %v37, splat (i32 23)
  %v39 = add <4 x i32> %v38, splat (i32 1065353216)
  %v40 = bitcast <4 x i32> %v39 to <4 x float>
  %v41 = fmul <4 x float> %v36, %v40
  %v42 = fcmp olt <4 x float> %v15, splat (float 0x3FE4000000000000)
  %v43 = fadd <4 x float> %v41, splat (float 0x3FF0000000000000)
  %v44 = fdiv <4 x float> splat (float 0x4000000000000000), %v43
  %v45 = fsub <4 x float> splat (float 0x3FF0000000000000), %v44
  %v46 = select <4 x i1> %v42, <4 x float> %v22, <4 x float> %v45
  %v47 = call <4 x float> @llvm.copysign.v4f32(<4 x float> %v46, <4 x float> %v14)
  %v48 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v47, ptr %v48, align 4
  %v49 = add nsw i64 %loop10.i, 1
  %v50 = icmp slt i64 %v49, %v9
  br i1 %v50, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
