; abs(f32[4]) -> f32[4]
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
  %v15 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v14)
  %v16 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v15, ptr %v16, align 4
  %v17 = add nsw i64 %loop10.i, 1
  %v18 = icmp slt i64 %v17, %v9
  br i1 %v18, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; add(f32[4], f32[4]) -> f32[4]
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
  %loop12.i = phi i64 [ %v8, %entry ], [ %v21, %loop12 ]
  %v14 = mul nsw i64 0, 4
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <4 x float>, ptr %v15, align 4
  %v17 = getelementptr float, ptr %v4, i64 %v14
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = fadd <4 x float> %v16, %v18
  %v20 = getelementptr float, ptr %v6, i64 %v14
  store <4 x float> %v19, ptr %v20, align 4
  %v21 = add nsw i64 %loop12.i, 1
  %v22 = icmp slt i64 %v21, %v11
  br i1 %v22, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; cast(f32[4]) -> i32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v25, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = fcmp ord <4 x float> %v14, %v14
  %v16 = select <4 x i1> %v15, <4 x float> %v14, <4 x float> splat (float 0x0000000000000000)
  %v17 = fcmp ogt <4 x float> %v16, splat (float 0xC1E0000000000000)
  %v18 = select <4 x i1> %v17, <4 x float> %v16, <4 x float> splat (float 0xC1E0000000000000)
  %v19 = fcmp olt <4 x float> %v18, splat (float 0x41DFFFFFE0000000)
  %v20 = select <4 x i1> %v19, <4 x float> %v18, <4 x float> splat (float 0x41DFFFFFE0000000)
  %v21 = fptosi <4 x float> %v20 to <4 x i32>
  %v22 = fcmp ogt <4 x float> %v14, splat (float 0x41DFFFFFE0000000)
  %v23 = select <4 x i1> %v22, <4 x i32> splat (i32 2147483647), <4 x i32> %v21
  %v24 = getelementptr i32, ptr %v4, i64 %v12
  store <4 x i32> %v23, ptr %v24, align 4
  %v25 = add nsw i64 %loop10.i, 1
  %v26 = icmp slt i64 %v25, %v9
  br i1 %v26, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; copysign(f32[4], f32[4]) -> f32[4]
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
  %loop12.i = phi i64 [ %v8, %entry ], [ %v21, %loop12 ]
  %v14 = mul nsw i64 0, 4
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <4 x float>, ptr %v15, align 4
  %v17 = getelementptr float, ptr %v4, i64 %v14
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = call <4 x float> @llvm.copysign.v4f32(<4 x float> %v16, <4 x float> %v18)
  %v20 = getelementptr float, ptr %v6, i64 %v14
  store <4 x float> %v19, ptr %v20, align 4
  %v21 = add nsw i64 %loop12.i, 1
  %v22 = icmp slt i64 %v21, %v11
  br i1 %v22, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; divide(f32[4], f32[4]) -> f32[4]
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
  %loop12.i = phi i64 [ %v8, %entry ], [ %v21, %loop12 ]
  %v14 = mul nsw i64 0, 4
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <4 x float>, ptr %v15, align 4
  %v17 = getelementptr float, ptr %v4, i64 %v14
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = fdiv <4 x float> %v16, %v18
  %v20 = getelementptr float, ptr %v6, i64 %v14
  store <4 x float> %v19, ptr %v20, align 4
  %v21 = add nsw i64 %loop12.i, 1
  %v22 = icmp slt i64 %v21, %v11
  br i1 %v22, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; floor_divide(f32[4], f32[4]) -> f32[4]
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
  %loop12.i = phi i64 [ %v8, %entry ], [ %v78, %repeat23.end ]
  %v14 = mul nsw i64 0, 4
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <4 x float>, ptr %v15, align 4
  %v17 = getelementptr float, ptr %v4, i64 %v14
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = fpext <4 x float> %v16 to <4 x double>
  %v20 = fpext <4 x float> %v18 to <4 x double>
  %v21 = call <4 x double> @llvm.fabs.v4f64(<4 x double> %v19)
  %v22 = call <4 x double> @llvm.fabs.v4f64(<4 x double> %v20)
  br label %repeat23
repeat23:
  %repeat23.0 = phi <4 x double> [ %v21, %loop12 ], [ %v37, %repeat23 ]
  %v24 = call <4 x double> @llvm.fabs.v4f64(<4 x double> %repeat23.0)
  %v25 = fmul <4 x double> %v24, splat (double 0x1A70000000000000)
  %v26 = fcmp olt <4 x double> %v22, %v25
  %v27 = fmul <4 x double> %v22, splat (double 0x6570000000000000)
  %v28 = select <4 x i1> %v26, <4 x double> %v27, <4 x double> %v22
  %v29 = call <4 x double> @llvm.fabs.v4f64(<4 x double> %repeat23.0)
  %v30 = fmul <4 x double> %v29, splat (double 0x1A70000000000000)
  %v31 = fcmp olt <4 x double> %v28, %v30
  %v32 = fmul <4 x double> %v28, splat (double 0x6570000000000000)
  %v33 = select <4 x i1> %v31, <4 x double> %v32, <4 x double> %v28
  %v34 = fdiv <4 x double> %repeat23.0, %v33
  %v35 = call <4 x double> @llvm.trunc.v4f64(<4 x double> %v34)
  %v36 = fneg <4 x double> %v35
  %v37 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v36, <4 x double> %v33, <4 x double> %repeat23.0)
  %v38 = call <4 x double> @llvm.fabs.v4f64(<4 x double> %v37)
  %v39 = fcmp oge <4 x double> %v38, %v22
  %v40 = call i1 @llvm.vector.reduce.or.v4i1(<4 x i1> %v39)
  br i1 %v40, label %repeat23, label %repeat23.end, !llvm.loop !0
repeat23.end:
  %v41 = fcmp olt <4 x double> %v37, splat (double 0x0000000000000000)
  %v42 = fadd <4 x double> %v37, %v22
  %v43 = select <4 x i1> %v41, <4 x double> %v42, <4 x double> %v37
  %v44 = fcmp oeq <4 x double> %v22, splat (double 0x7FF0000000000000)
  %v45 = fcmp olt <4 x double> %v21, splat (double 0x7FF0000000000000)
  %v46 = and <4 x i1> %v44, %v45
  %v47 = call <4 x double> @llvm.copysign.v4f64(<4 x double> %v43, <4 x double> %v19)
  %v48 = select <4 x i1> %v46, <4 x double> %v19, <4 x double> %v47
  %v49 = fptrunc <4 x double> %v48 to <4 x float>
  %v50 = fcmp olt <4 x float> %v49, splat (float 0x0000000000000000)
  %v51 = fcmp olt <4 x float> %v18, splat (float 0x0000000000000000)
  %v52 = icmp ne <4 x i1> %v50, %v51
  %v53 = fcmp une <4 x float> %v49, splat (float 0x0000000000000000)
  %v54 = and <4 x i1> %v53, %v52
  %v55 = fsub <4 x float> %v16, %v49
  %v56 = fdiv <4 x float> %v55, %v18
  %v57 = fsub <4 x float> %v56, splat (float 0x3FF0000000000000)
  %v58 = select <4 x i1> %v54, <4 x float> %v57, <4 x float> %v56
  %v59 = call <4 x float> @llvm.floor.v4f32(<4 x float> %v58)
  %v60 = fsub <4 x float> %v58, %v59
  %v61 = fcmp ogt <4 x float> %v60, splat (float 0x3FE0000000000000)
  %v62 = fadd <4 x float> %v59, splat (float 0x3FF0000000000000)
  %v63 = select <4 x i1> %v61, <4 x float> %v62, <4 x float> %v59
  %v64 = fdiv <4 x float> %v16, %v18
  %v65 = call <4 x float> @llvm.copysign.v4f32(<4 x float> splat (float 0x0000000000000000), <4 x float> %v64)
  %v66 = fcmp oeq <4 x float> %v58, splat (float 0x0000000000000000)
  %v67 = select <4 x i1> %v66, <4 x float> %v65, <4 x float> %v63
  %v68 = fcmp oeq <4 x float> %v18, splat (float 0x0000000000000000)
  %v69 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v16)
  %v70 = fcmp oeq <4 x float> %v69, splat (float 0x7FF0000000000000)
  %v71 = or <4 x i1> %v68, %v70
  %v72 = call <4 x float> @llvm.fabs.v4f32(<4 x float> %v18)
  %v73 = fcmp oeq <4 x float> %v72, splat (float 0x7FF0000000000000)
  %v74 = or <4 x i1> %v71, %v73
  %v75 = fdiv <4 x float> %v16, %v18
  %v76 = select <4 x i1> %v74, <4 x float> %v75, <4 x float> %v67
  %v77 = getelementptr float, ptr %v6, i64 %v14
  store <4 x float> %v76, ptr %v77, align 4
  %v78 = add nsw i64 %loop12.i, 1
  %v79 = icmp slt i64 %v78, %v11
  br i1 %v79, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; maximum(f32[4], f32[4]) -> f32[4]
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
  %loop12.i = phi i64 [ %v8, %entry ], [ %v24, %loop12 ]
  %v14 = mul nsw i64 0, 4
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <4 x float>, ptr %v15, align 4
  %v17 = getelementptr float, ptr %v4, i64 %v14
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = fcmp ogt <4 x float> %v18, %v16
  %v20 = select <4 x i1> %v19, <4 x float> %v18, <4 x float> %v16
  %v21 = fcmp uno <4 x float> %v18, %v18
  %v22 = select <4 x i1> %v21, <4 x float> %v18, <4 x float> %v20
  %v23 = getelementptr float, ptr %v6, i64 %v14
  store <4 x float> %v22, ptr %v23, align 4
  %v24 = add nsw i64 %loop12.i, 1
  %v25 = icmp slt i64 %v24, %v11
  br i1 %v25, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; minimum(f32[4], f32[4]) -> f32[4]
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
  %loop12.i = phi i64 [ %v8, %entry ], [ %v24, %loop12 ]
  %v14 = mul nsw i64 0, 4
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <4 x float>, ptr %v15, align 4
  %v17 = getelementptr float, ptr %v4, i64 %v14
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = fcmp olt <4 x float> %v18, %v16
  %v20 = select <4 x i1> %v19, <4 x float> %v18, <4 x float> %v16
  %v21 = fcmp uno <4 x float> %v18, %v18
  %v22 = select <4 x i1> %v21, <4 x float> %v18, <4 x float> %v20
  %v23 = getelementptr float, ptr %v6, i64 %v14
  store <4 x float> %v22, ptr %v23, align 4
  %v24 = add nsw i64 %loop12.i, 1
  %v25 = icmp slt i64 %v24, %v11
  br i1 %v25, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; multiply(f32[4], f32[4]) -> f32[4]
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
  %loop12.i = phi i64 [ %v8, %entry ], [ %v21, %loop12 ]
  %v14 = mul nsw i64 0, 4
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <4 x float>, ptr %v15, align 4
  %v17 = getelementptr float, ptr %v4, i64 %v14
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = fmul <4 x float> %v16, %v18
  %v20 = getelementptr float, ptr %v6, i64 %v14
  store <4 x float> %v19, ptr %v20, align 4
  %v21 = add nsw i64 %loop12.i, 1
  %v22 = icmp slt i64 %v21, %v11
  br i1 %v22, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; negative(f32[4]) -> f32[4]
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
  %v15 = fneg <4 x float> %v14
  %v16 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v15, ptr %v16, align 4
  %v17 = add nsw i64 %loop10.i, 1
  %v18 = icmp slt i64 %v17, %v9
  br i1 %v18, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; remainder(f32[4], f32[4]) -> f32[4]
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
  %loop12.i = phi i64 [ %v8, %entry ], [ %v59, %repeat23.end ]
  %v14 = mul nsw i64 0, 4
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <4 x float>, ptr %v15, align 4
  %v17 = getelementptr float, ptr %v4, i64 %v14
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = fpext <4 x float> %v16 to <4 x double>
  %v20 = fpext <4 x float> %v18 to <4 x double>
  %v21 = call <4 x double> @llvm.fabs.v4f64(<4 x double> %v19)
  %v22 = call <4 x double> @llvm.fabs.v4f64(<4 x double> %v20)
  br label %repeat23
repeat23:
  %repeat23.0 = phi <4 x double> [ %v21, %loop12 ], [ %v37, %repeat23 ]
  %v24 = call <4 x double> @llvm.fabs.v4f64(<4 x double> %repeat23.0)
  %v25 = fmul <4 x double> %v24, splat (double 0x1A70000000000000)
  %v26 = fcmp olt <4 x double> %v22, %v25
  %v27 = fmul <4 x double> %v22, splat (double 0x6570000000000000)
  %v28 = select <4 x i1> %v26, <4 x double> %v27, <4 x double> %v22
  %v29 = call <4 x double> @llvm.fabs.v4f64(<4 x double> %repeat23.0)
  %v30 = fmul <4 x double> %v29, splat (double 0x1A70000000000000)
  %v31 = fcmp olt <4 x double> %v28, %v30
  %v32 = fmul <4 x double> %v28, splat (double 0x6570000000000000)
  %v33 = select <4 x i1> %v31, <4 x double> %v32, <4 x double> %v28
  %v34 = fdiv <4 x double> %repeat23.0, %v33
  %v35 = call <4 x double> @llvm.trunc.v4f64(<4 x double> %v34)
  %v36 = fneg <4 x double> %v35
  %v37 = call <4 x double> @llvm.fma.v4f64(<4 x double> %v36, <4 x double> %v33, <4 x double> %repeat23.0)
  %v38 = call <4 x double> @llvm.fabs.v4f64(<4 x double> %v37)
  %v39 = fcmp oge <4 x double> %v38, %v22
  %v40 = call i1 @llvm.vector.reduce.or.v4i1(<4 x i1> %v39)
  br i1 %v40, label %repeat23, label %repeat23.end, !llvm.loop !0
repeat23.end:
  %v41 = fcmp olt <4 x double> %v37, splat (double 0x0000000000000000)
  %v42 = fadd <4 x double> %v37, %v22
  %v43 = select <4 x i1> %v41, <4 x double> %v42, <4 x double> %v37
  %v44 = fcmp oeq <4 x double> %v22, splat (double 0x7FF0000000000000)
  %v45 = fcmp olt <4 x double> %v21, splat (double 0x7FF0000000000000)
  %v46 = and <4 x i1> %v44, %v45
  %v47 = call <4 x double> @llvm.copysign.v4f64(<4 x double> %v43, <4 x double> %v19)
  %v48 = select <4 x i1> %v46, <4 x double> %v19, <4 x double> %v47
  %v49 = fptrunc <4 x double> %v48 to <4 x float>
  %v50 = fcmp olt <4 x float> %v49, splat (float 0x0000000000000000)
  %v51 = fcmp olt <4 x float> %v18, splat (float 0x0000000000000000)
  %v52 = icmp ne <4 x i1> %v50, %v51
  %v53 = fadd <4 x float> %v49, %v18
  %v54 = select <4 x i1> %v52, <4 x float> %v53, <4 x float> %v49
  %v55 = call <4 x float> @llvm.copysign.v4f32(<4 x float> splat (float 0x0000000000000000), <4 x float> %v18)
  %v56 = fcmp oeq <4 x float> %v49, splat (float 0x0000000000000000)
  %v57 = select <4 x i1> %v56, <4 x float> %v55, <4 x float> %v54
  %v58 = getelementptr float, ptr %v6, i64 %v14
  store <4 x float> %v57, ptr %v58, align 4
  %v59 = add nsw i64 %loop12.i, 1
  %v60 = icmp slt i64 %v59, %v11
  br i1 %v60, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; sign(f32[4]) -> f32[4]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v25, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = fcmp ogt <4 x float> %v14, splat (float 0x0000000000000000)
  %v16 = fmul <4 x float> %v14, splat (float 0x0000000000000000)
  %v17 = select <4 x i1> %v15, <4 x float> splat (float 0x3FF0000000000000), <4 x float> %v16
  %v18 = fcmp olt <4 x float> %v14, splat (float 0x0000000000000000)
  %v19 = fcmp ogt <4 x float> %v14, splat (float 0x0000000000000000)
  %v20 = select <4 x i1> %v19, <4 x float> splat (float 0x3FF0000000000000), <4 x float> splat (float 0x0000000000000000)
  %v21 = select <4 x i1> %v18, <4 x float> splat (float 0xBFF0000000000000), <4 x float> %v20
  %v22 = fcmp uno <4 x float> %v14, zeroinitializer
  %v23 = select <4 x i1> %v22, <4 x float> %v14, <4 x float> %v21
  %v24 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v23, ptr %v24, align 4
  %v25 = add nsw i64 %loop10.i, 1
  %v26 = icmp slt i64 %v25, %v9
  br i1 %v26, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; subtract(f32[4], f32[4]) -> f32[4]
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
  %loop12.i = phi i64 [ %v8, %entry ], [ %v21, %loop12 ]
  %v14 = mul nsw i64 0, 4
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <4 x float>, ptr %v15, align 4
  %v17 = getelementptr float, ptr %v4, i64 %v14
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = fsub <4 x float> %v16, %v18
  %v20 = getelementptr float, ptr %v6, i64 %v14
  store <4 x float> %v19, ptr %v20, align 4
  %v21 = add nsw i64 %loop12.i, 1
  %v22 = icmp slt i64 %v21, %v11
  br i1 %v22, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; where(bool[4], f32[4], f32[4]) -> f32[4]
define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 1
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 2
  %v4 = load ptr, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %table, i64 3
  %v6 = load ptr, ptr %v5, align 8
  %v7 = getelementptr ptr, ptr %table, i64 4
  %v8 = load ptr, ptr %v7, align 8
  %v9 = mul i64 %tid, 1
  %v10 = udiv i64 %v9, %threads
  %v11 = add i64 %tid, 1
  %v12 = mul i64 %v11, 1
  %v13 = udiv i64 %v12, %threads
  %v15 = icmp slt i64 %v10, %v13
  br i1 %v15, label %loop14, label %loop14.end
loop14:
  %loop14.i = phi i64 [ %v10, %entry ], [ %v26, %loop14 ]
  %v16 = mul nsw i64 0, 4
  %v17 = getelementptr i8, ptr %v2, i64 %v16
  %v18 = load <4 x i8>, ptr %v17, align 1
  %v19 = icmp ne <4 x i8> %v18, zeroinitializer
  %v20 = getelementptr float, ptr %v4, i64 %v16
  %v21 = load <4 x float>, ptr %v20, align 4
  %v22 = getelementptr float, ptr %v6, i64 %v16
  %v23 = load <4 x float>, ptr %v22, align 4
  %v24 = select <4 x i1> %v19, <4 x float> %v21, <4 x float> %v23
  %v25 = getelementptr float, ptr %v8, i64 %v16
  store <4 x float> %v24, ptr %v25, align 4
  %v26 = add nsw i64 %loop14.i, 1
  %v27 = icmp slt i64 %v26, %v13
  br i1 %v27, label %loop14, label %loop14.end, !llvm.loop !0
loop14.end:
  ret void
}
