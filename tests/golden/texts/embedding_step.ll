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
  %v18 = getelementptr i64, ptr %v13, i64 8
  %v19 = load <8 x i64>, ptr %v18, align 8
  %v20 = icmp slt <8 x i64> %v19, splat (i64 0)
  %v21 = add <8 x i64> %v19, splat (i64 50)
  %v22 = select <8 x i1> %v20, <8 x i64> %v21, <8 x i64> %v19
  %v23 = getelementptr i64, ptr %v13, i64 16
  %v24 = load <8 x i64>, ptr %v23, align 8
  %v25 = icmp slt <8 x i64> %v24, splat (i64 0)
  %v26 = add <8 x i64> %v24, splat (i64 50)
  %v27 = select <8 x i1> %v25, <8 x i64> %v26, <8 x i64> %v24
  %v28 = getelementptr i64, ptr %v13, i64 24
  %v29 = load <8 x i64>, ptr %v28, align 8
  %v30 = icmp slt <8 x i64> %v29, splat (i64 0)
  %v31 = add <8 x i64> %v29, splat (i64 50)
  %v32 = select <8 x i1> %v30, <8 x i64> %v31, <8 x i64> %v29
  %v33 = getelementptr i64, ptr %v2, i64 %v12
  %v34 = getelementptr i64, ptr %v33, i64 32
  store <8 x i64> %v17, ptr %v34, align 8
  %v35 = getelementptr i64, ptr %v33, i64 40
  store <8 x i64> %v22, ptr %v35, align 8
  %v36 = getelementptr i64, ptr %v33, i64 48
  store <8 x i64> %v27, ptr %v36, align 8
  %v37 = getelementptr i64, ptr %v33, i64 56
  store <8 x i64> %v32, ptr %v37, align 8
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
  %v7 = mul i64 %tid, 1
  %v8 = udiv i64 %v7, %threads
  %v9 = add i64 %tid, 1
  %v10 = mul i64 %v9, 1
  %v11 = udiv i64 %v10, %threads
  %v13 = icmp slt i64 %v8, %v11
  br i1 %v13, label %loop12, label %loop12.end
loop12:
  %loop12.i = phi i64 [ %v8, %entry ], [ %v37, %loop14.end ]
  br label %loop14
loop14:
  %loop14.i = phi i64 [ 0, %loop12 ], [ %v26, %loop14 ]
  %loop14.0 = phi <16 x float> [ splat (float 0x0000000000000000), %loop12 ], [ %v25, %loop14 ]
  %v15 = getelementptr i64, ptr %v2, i64 %loop14.i
  %v16 = getelementptr i64, ptr %v15, i64 32
  %v17 = load i64, ptr %v16, align 8
  %v18 = call i64 @llvm.smax.i64(i64 %v17, i64 0)
  %v19 = call i64 @llvm.smin.i64(i64 %v18, i64 49)
  %v20 = mul i64 %v19, 12
  %v21 = getelementptr float, ptr %v4, i64 %v20
  %v22 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v21, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false>, <16 x float> zeroinitializer)
  %v23 = fmul <16 x float> %v22, %v22
  %v24 = select <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false>, <16 x float> %v23, <16 x float> splat (float 0x0000000000000000)
  %v25 = fadd <16 x float> %loop14.0, %v24
  %v26 = add nsw i64 %loop14.i, 1
  %v27 = icmp slt i64 %v26, 32
  br i1 %v27, label %loop14, label %loop14.end, !llvm.loop !0
loop14.end:
  %v28 = shufflevector <16 x float> %v25, <16 x float> poison, <16 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v29 = fadd <16 x float> %v25, %v28
  %v30 = shufflevector <16 x float> %v29, <16 x float> poison, <16 x i32> <i32 4, i32 5, i32 6, i32 7, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v31 = fadd <16 x float> %v29, %v30
  %v32 = shufflevector <16 x float> %v31, <16 x float> poison, <16 x i32> <i32 2, i32 3, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v33 = fadd <16 x float> %v31, %v32
  %v34 = shufflevector <16 x float> %v33, <16 x float> poison, <16 x i32> <i32 1, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v35 = fadd <16 x float> %v33, %v34
  %v36 = extractelement <16 x float> %v35, i32 0
  store float %v36, ptr %v6, align 4
  %v37 = add nsw i64 %loop12.i, 1
  %v38 = icmp slt i64 %v37, %v11
  br i1 %v38, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  ret void
}
define void @k2(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 0
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v24, %loop10 ]
  %v12 = getelementptr i64, ptr %v2, i64 %loop10.i
  %v13 = getelementptr i64, ptr %v12, i64 32
  %v14 = load i64, ptr %v13, align 8
  %v15 = call i64 @llvm.smax.i64(i64 %v14, i64 0)
  %v16 = call i64 @llvm.smin.i64(i64 %v15, i64 49)
  %v17 = mul i64 %v16, 12
  %v18 = getelementptr float, ptr %v4, i64 %v17
  %v19 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v18, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false>, <16 x float> zeroinitializer)
  %v20 = fadd <16 x float> %v19, %v19
  %v21 = mul nsw i64 %loop10.i, 12
  %v22 = getelementptr float, ptr %v2, i64 %v21
  %v23 = getelementptr float, ptr %v22, i64 128
  call void @llvm.masked.store.v16f32.p0(<16 x float> %v20, ptr %v23, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false>)
  %v24 = add nsw i64 %loop10.i, 1
  %v25 = icmp slt i64 %v24, %v9
  br i1 %v25, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
define void @k3(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
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
  %v35 = mul nsw i64 %loop19.i, 12
  %v36 = getelementptr float, ptr %v2, i64 %v35
  br i1 %v27, label %if29.yes, label %if29.end
if29.yes:
  br label %loop30
loop30:
  %loop30.i = phi i64 [ 0, %if29.yes ], [ %v42, %loop30 ]
  %v31 = getelementptr float, ptr %v2, i64 %loop30.i
  %v32 = getelementptr float, ptr %v31, i64 512
  %v33 = getelementptr float, ptr %v32, i64 %v28
  %v34 = load float, ptr %v33, align 4
  %v37 = getelementptr float, ptr %v36, i64 %loop30.i
  %v38 = getelementptr float, ptr %v37, i64 128
  %v39 = load float, ptr %v38, align 4
  %v40 = fadd float %v34, %v39
  %v41 = getelementptr float, ptr %v32, i64 %v28
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
define void @k4(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
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
  call void @k2(i64 %tid, i64 %threads, ptr %table)
  call void @barrier(ptr %v2, i64 %tid, i64 %threads)
  call void @k3(i64 %tid, i64 %threads, ptr %table)
  call void @barrier(ptr %v2, i64 %tid, i64 %threads)
  call void @k4(i64 %tid, i64 %threads, ptr %table)
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
