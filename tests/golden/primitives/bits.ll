; and(i32[4], i32[4]) -> i32[4]
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
  %v15 = getelementptr i32, ptr %v2, i64 %v14
  %v16 = load <4 x i32>, ptr %v15, align 4
  %v17 = getelementptr i32, ptr %v4, i64 %v14
  %v18 = load <4 x i32>, ptr %v17, align 4
  %v19 = and <4 x i32> %v16, %v18
  %v20 = getelementptr i32, ptr %v6, i64 %v14
  store <4 x i32> %v19, ptr %v20, align 4
  %v21 = add nsw i64 %loop12.i, 1
  %v22 = icmp slt i64 %v21, %v11
  br i1 %v22, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; bitcast(f32[4]) -> i32[4]
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
  %v15 = bitcast <4 x float> %v14 to <4 x i32>
  %v16 = getelementptr i32, ptr %v4, i64 %v12
  store <4 x i32> %v15, ptr %v16, align 4
  %v17 = add nsw i64 %loop10.i, 1
  %v18 = icmp slt i64 %v17, %v9
  br i1 %v18, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; not(i32[4]) -> i32[4]
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
  %v13 = getelementptr i32, ptr %v2, i64 %v12
  %v14 = load <4 x i32>, ptr %v13, align 4
  %v15 = xor <4 x i32> %v14, splat (i32 -1)
  %v16 = getelementptr i32, ptr %v4, i64 %v12
  store <4 x i32> %v15, ptr %v16, align 4
  %v17 = add nsw i64 %loop10.i, 1
  %v18 = icmp slt i64 %v17, %v9
  br i1 %v18, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; or(i32[4], i32[4]) -> i32[4]
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
  %v15 = getelementptr i32, ptr %v2, i64 %v14
  %v16 = load <4 x i32>, ptr %v15, align 4
  %v17 = getelementptr i32, ptr %v4, i64 %v14
  %v18 = load <4 x i32>, ptr %v17, align 4
  %v19 = or <4 x i32> %v16, %v18
  %v20 = getelementptr i32, ptr %v6, i64 %v14
  store <4 x i32> %v19, ptr %v20, align 4
  %v21 = add nsw i64 %loop12.i, 1
  %v22 = icmp slt i64 %v21, %v11
  br i1 %v22, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; philox(u32[4], u32[4], u32[4]) -> u32[4]
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
  %loop14.i = phi i64 [ %v10, %entry ], [ %v104, %loop14 ]
  %v16 = mul nsw i64 0, 4
  %v17 = getelementptr i32, ptr %v2, i64 %v16
  %v18 = load <4 x i32>, ptr %v17, align 4
  %v19 = getelementptr i32, ptr %v4, i64 %v16
  %v20 = load <4 x i32>, ptr %v19, align 4
  %v21 = getelementptr i32, ptr %v6, i64 %v16
  %v22 = load <4 x i32>, ptr %v21, align 4
  %v23 = zext <4 x i32> %v18 to <4 x i64>
  %v24 = mul <4 x i64> %v23, splat (i64 3528905107)
  %v25 = lshr <4 x i64> %v24, splat (i64 32)
  %v26 = trunc <4 x i64> %v25 to <4 x i32>
  %v27 = xor <4 x i32> %v26, %v22
  %v28 = xor <4 x i32> %v27, %v20
  %v29 = trunc <4 x i64> %v24 to <4 x i32>
  %v30 = add <4 x i32> %v22, splat (i32 -1640531527)
  %v31 = zext <4 x i32> %v28 to <4 x i64>
  %v32 = mul <4 x i64> %v31, splat (i64 3528905107)
  %v33 = lshr <4 x i64> %v32, splat (i64 32)
  %v34 = trunc <4 x i64> %v33 to <4 x i32>
  %v35 = xor <4 x i32> %v34, %v30
  %v36 = xor <4 x i32> %v35, %v29
  %v37 = trunc <4 x i64> %v32 to <4 x i32>
  %v38 = add <4 x i32> %v30, splat (i32 -1640531527)
  %v39 = zext <4 x i32> %v36 to <4 x i64>
  %v40 = mul <4 x i64> %v39, splat (i64 3528905107)
  %v41 = lshr <4 x i64> %v40, splat (i64 32)
  %v42 = trunc <4 x i64> %v41 to <4 x i32>
  %v43 = xor <4 x i32> %v42, %v38
  %v44 = xor <4 x i32> %v43, %v37
  %v45 = trunc <4 x i64> %v40 to <4 x i32>
  %v46 = add <4 x i32> %v38, splat (i32 -1640531527)
  %v47 = zext <4 x i32> %v44 to <4 x i64>
  %v48 = mul <4 x i64> %v47, splat (i64 3528905107)
  %v49 = lshr <4 x i64> %v48, splat (i64 32)
  %v50 = trunc <4 x i64> %v49 to <4 x i32>
  %v51 = xor <4 x i32> %v50, %v46
  %v52 = xor <4 x i32> %v51, %v45
  %v53 = trunc <4 x i64> %v48 to <4 x i32>
  %v54 = add <4 x i32> %v46, splat (i32 -1640531527)
  %v55 = zext <4 x i32> %v52 to <4 x i64>
  %v56 = mul <4 x i64> %v55, splat (i64 3528905107)
  %v57 = lshr <4 x i64> %v56, splat (i64 32)
  %v58 = trunc <4 x i64> %v57 to <4 x i32>
  %v59 = xor <4 x i32> %v58, %v54
  %v60 = xor <4 x i32> %v59, %v53
  %v61 = trunc <4 x i64> %v56 to <4 x i32>
  %v62 = add <4 x i32> %v54, splat (i32 -1640531527)
  %v63 = zext <4 x i32> %v60 to <4 x i64>
  %v64 = mul <4 x i64> %v63, splat (i64 3528905107)
  %v65 = lshr <4 x i64> %v64, splat (i64 32)
  %v66 = trunc <4 x i64> %v65 to <4 x i32>
  %v67 = xor <4 x i32> %v66, %v62
  %v68 = xor <4 x i32> %v67, %v61
  %v69 = trunc <4 x i64> %v64 to <4 x i32>
  %v70 = add <4 x i32> %v62, splat (i32 -1640531527)
  %v71 = zext <4 x i32> %v68 to <4 x i64>
  %v72 = mul <4 x i64> %v71, splat (i64 3528905107)
  %v73 = lshr <4 x i64> %v72, splat (i64 32)
  %v74 = trunc <4 x i64> %v73 to <4 x i32>
  %v75 = xor <4 x i32> %v74, %v70
  %v76 = xor <4 x i32> %v75, %v69
  %v77 = trunc <4 x i64> %v72 to <4 x i32>
  %v78 = add <4 x i32> %v70, splat (i32 -1640531527)
  %v79 = zext <4 x i32> %v76 to <4 x i64>
  %v80 = mul <4 x i64> %v79, splat (i64 3528905107)
  %v81 = lshr <4 x i64> %v80, splat (i64 32)
  %v82 = trunc <4 x i64> %v81 to <4 x i32>
  %v83 = xor <4 x i32> %v82, %v78
  %v84 = xor <4 x i32> %v83, %v77
  %v85 = trunc <4 x i64> %v80 to <4 x i32>
  %v86 = add <4 x i32> %v78, splat (i32 -1640531527)
  %v87 = zext <4 x i32> %v84 to <4 x i64>
  %v88 = mul <4 x i64> %v87, splat (i64 3528905107)
  %v89 = lshr <4 x i64> %v88, splat (i64 32)
  %v90 = trunc <4 x i64> %v89 to <4 x i32>
  %v91 = xor <4 x i32> %v90, %v86
  %v92 = xor <4 x i32> %v91, %v85
  %v93 = trunc <4 x i64> %v88 to <4 x i32>
  %v94 = add <4 x i32> %v86, splat (i32 -1640531527)
  %v95 = zext <4 x i32> %v92 to <4 x i64>
  %v96 = mul <4 x i64> %v95, splat (i64 3528905107)
  %v97 = lshr <4 x i64> %v96, splat (i64 32)
  %v98 = trunc <4 x i64> %v97 to <4 x i32>
  %v99 = xor <4 x i32> %v98, %v94
  %v100 = xor <4 x i32> %v99, %v93
  %v101 = trunc <4 x i64> %v96 to <4 x i32>
  %v102 = add <4 x i32> %v94, splat (i32 -1640531527)
  %v103 = getelementptr i32, ptr %v8, i64 %v16
  store <4 x i32> %v100, ptr %v103, align 4
  %v104 = add nsw i64 %loop14.i, 1
  %v105 = icmp slt i64 %v104, %v13
  br i1 %v105, label %loop14, label %loop14.end, !llvm.loop !0
loop14.end:
  ret void
}
; shift_left(i32[4], i32[4]) -> i32[4]
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
  %v15 = getelementptr i32, ptr %v2, i64 %v14
  %v16 = load <4 x i32>, ptr %v15, align 4
  %v17 = getelementptr i32, ptr %v4, i64 %v14
  %v18 = load <4 x i32>, ptr %v17, align 4
  %v19 = icmp ult <4 x i32> %v18, splat (i32 32)
  %v20 = select <4 x i1> %v19, <4 x i32> %v18, <4 x i32> splat (i32 0)
  %v21 = shl <4 x i32> %v16, %v20
  %v22 = select <4 x i1> %v19, <4 x i32> %v21, <4 x i32> splat (i32 0)
  %v23 = getelementptr i32, ptr %v6, i64 %v14
  store <4 x i32> %v22, ptr %v23, align 4
  %v24 = add nsw i64 %loop12.i, 1
  %v25 = icmp slt i64 %v24, %v11
  br i1 %v25, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; shift_right(i32[4], i32[4]) -> i32[4]
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
  %loop12.i = phi i64 [ %v8, %entry ], [ %v23, %loop12 ]
  %v14 = mul nsw i64 0, 4
  %v15 = getelementptr i32, ptr %v2, i64 %v14
  %v16 = load <4 x i32>, ptr %v15, align 4
  %v17 = getelementptr i32, ptr %v4, i64 %v14
  %v18 = load <4 x i32>, ptr %v17, align 4
  %v19 = icmp ult <4 x i32> %v18, splat (i32 32)
  %v20 = select <4 x i1> %v19, <4 x i32> %v18, <4 x i32> splat (i32 31)
  %v21 = ashr <4 x i32> %v16, %v20
  %v22 = getelementptr i32, ptr %v6, i64 %v14
  store <4 x i32> %v21, ptr %v22, align 4
  %v23 = add nsw i64 %loop12.i, 1
  %v24 = icmp slt i64 %v23, %v11
  br i1 %v24, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
; xor(i32[4], i32[4]) -> i32[4]
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
  %v15 = getelementptr i32, ptr %v2, i64 %v14
  %v16 = load <4 x i32>, ptr %v15, align 4
  %v17 = getelementptr i32, ptr %v4, i64 %v14
  %v18 = load <4 x i32>, ptr %v17, align 4
  %v19 = xor <4 x i32> %v16, %v18
  %v20 = getelementptr i32, ptr %v6, i64 %v14
  store <4 x i32> %v19, ptr %v20, align 4
  %v21 = add nsw i64 %loop12.i, 1
  %v22 = icmp slt i64 %v21, %v11
  br i1 %v22, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
