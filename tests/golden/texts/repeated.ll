define void @k0_a0(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v26, %loop10 ]
  %v12 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v2, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>, <16 x float> zeroinitializer)
  %v13 = select <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>, <16 x float> %v12, <16 x float> splat (float 0x0000000000000000)
  %v14 = fadd <16 x float> splat (float 0x0000000000000000), %v13
  %v15 = shufflevector <16 x float> %v14, <16 x float> poison, <16 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v16 = fadd <16 x float> %v14, %v15
  %v17 = shufflevector <16 x float> %v16, <16 x float> poison, <16 x i32> <i32 4, i32 5, i32 6, i32 7, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v18 = fadd <16 x float> %v16, %v17
  %v19 = shufflevector <16 x float> %v18, <16 x float> poison, <16 x i32> <i32 2, i32 3, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v20 = fadd <16 x float> %v18, %v19
  %v21 = shufflevector <16 x float> %v20, <16 x float> poison, <16 x i32> <i32 1, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison, i32 poison>
  %v22 = fadd <16 x float> %v20, %v21
  %v23 = extractelement <16 x float> %v22, i32 0
  %v24 = fcmp olt float 0x3FF0000000000000, %v23
  %v25 = zext i1 %v24 to i8
  store i8 %v25, ptr %v4, align 1
  %v26 = add nsw i64 %loop10.i, 1
  %v27 = icmp slt i64 %v26, %v9
  br i1 %v27, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
define void @k0_b0(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v14, %loop10 ]
  %v12 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v2, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>, <16 x float> zeroinitializer)
  %v13 = fmul <16 x float> %v12, splat (float 0x3FE0000000000000)
  call void @llvm.masked.store.v16f32.p0(<16 x float> %v13, ptr %v4, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>)
  %v14 = add nsw i64 %loop10.i, 1
  %v15 = icmp slt i64 %v14, %v9
  br i1 %v15, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 3
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 0
  %v4 = load ptr, ptr %v3, align 8
  %v5 = getelementptr i8, ptr %v4, i64 256
  %v6 = icmp eq i64 %tid, 0
  br i1 %v6, label %if7.yes, label %if7.end
if7.yes:
  %v8 = alloca [4 x ptr], align 64
  %v9 = getelementptr ptr, ptr %v8, i64 0
  store ptr %v5, ptr %v9, align 8
  %v10 = getelementptr ptr, ptr %v8, i64 3
  store ptr %v2, ptr %v10, align 8
  %v11 = getelementptr i8, ptr %v5, i64 512
  %v12 = alloca [4 x ptr], align 64
  %v13 = getelementptr ptr, ptr %v12, i64 0
  store ptr %v11, ptr %v13, align 8
  %v14 = getelementptr ptr, ptr %v12, i64 3
  store ptr %v2, ptr %v14, align 8
  %v15 = getelementptr i8, ptr %v5, i64 1024
  %v16 = getelementptr i8, ptr %v5, i64 1152
  %v17 = getelementptr ptr, ptr %table, i64 1
  %v18 = load ptr, ptr %v17, align 8
  %v19 = getelementptr ptr, ptr %v8, i64 2
  store ptr %v16, ptr %v19, align 8
  %v20 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v18, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>, <16 x float> zeroinitializer)
  call void @llvm.masked.store.v16f32.p0(<16 x float> %v20, ptr %v15, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>)
  %v21 = getelementptr ptr, ptr %table, i64 0
  %v22 = load ptr, ptr %v21, align 8
  %v23 = getelementptr i8, ptr %v22, i64 1472
  call void @barrier(ptr %v2, i64 0, i64 1)
  br label %repeat24
repeat24:
  %repeat24.0 = phi i64 [ 0, %if7.yes ], [ %v38, %if37.end ]
  %v25 = add i64 %repeat24.0, 1
  %v26 = and i64 %repeat24.0, 1
  %v27 = mul i64 %v26, 64
  %v28 = getelementptr i8, ptr %v15, i64 %v27
  %v29 = getelementptr ptr, ptr %v8, i64 1
  store ptr %v28, ptr %v29, align 8
  %v30 = getelementptr ptr, ptr %v12, i64 1
  store ptr %v28, ptr %v30, align 8
  %v31 = and i64 %v25, 1
  %v32 = mul i64 %v31, 64
  %v33 = getelementptr i8, ptr %v15, i64 %v32
  %v34 = getelementptr ptr, ptr %v12, i64 2
  store ptr %v33, ptr %v34, align 8
  call void @k0_a0(i64 0, i64 1, ptr %v8)
  call void @barrier(ptr %v2, i64 0, i64 1)
  %v35 = load i8, ptr %v16, align 1
  %v36 = icmp ne i8 %v35, 0
  br i1 %v36, label %if37.yes, label %if37.end
if37.yes:
  call void @k0_b0(i64 0, i64 1, ptr %v12)
  call void @barrier(ptr %v2, i64 0, i64 1)
  br label %if37.end
if37.end:
  %v38 = select i1 %v36, i64 %v25, i64 %repeat24.0
  br i1 %v36, label %repeat24, label %repeat24.end, !llvm.loop !0
repeat24.end:
  %v39 = and i64 %v38, 1
  %v40 = mul i64 %v39, 64
  %v41 = getelementptr i8, ptr %v15, i64 %v40
  %v42 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v41, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>, <16 x float> zeroinitializer)
  call void @llvm.masked.store.v16f32.p0(<16 x float> %v42, ptr %v23, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>)
  br label %if7.end
if7.end:
  ret void
}
define void @k1(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 0
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v14, %loop10 ]
  %v12 = getelementptr float, ptr %v2, i64 368
  %v13 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v12, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>, <16 x float> zeroinitializer)
  call void @llvm.masked.store.v16f32.p0(<16 x float> %v13, ptr %v4, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>)
  %v14 = add nsw i64 %loop10.i, 1
  %v15 = icmp slt i64 %v14, %v9
  br i1 %v15, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
define void @step(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 3
  %v2 = load ptr, ptr %v1, align 8
  call void @k0(i64 %tid, i64 %threads, ptr %table)
  call void @barrier(ptr %v2, i64 %tid, i64 %threads)
  call void @k1(i64 %tid, i64 %threads, ptr %table)
  ret void
}
declare <16 x float> @llvm.masked.load.v16f32.p0(ptr, i32, <16 x i1>, <16 x float>)
declare void @llvm.masked.store.v16f32.p0(<16 x float>, ptr, i32, <16 x i1>)
!0 = distinct !{!0, !1, !2}
!1 = !{!"llvm.loop.unroll.disable"}
!2 = !{!"llvm.loop.vectorize.enable", i1 false}


declare i32 @sched_yield()
