; pad(f32[4]) -> f32[7]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v31, %loop10 ]
  %v12 = mul nsw i64 0, 4
  %v13 = add nsw i64 %v12, -1
  %v14 = trunc i64 %v13 to i32
  %v15 = insertelement <4 x i32> poison, i32 %v14, i32 0
  %v16 = shufflevector <4 x i32> %v15, <4 x i32> poison, <4 x i32> zeroinitializer
  %v17 = add <4 x i32> %v16, <i32 0, i32 1, i32 2, i32 3>
  %v18 = icmp ult <4 x i32> %v17, splat (i32 4)
  %v19 = getelementptr float, ptr %v2, i64 %v12
  %v20 = getelementptr float, ptr %v19, i64 -1
  %v21 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v20, i32 4, <4 x i1> %v18, <4 x float> zeroinitializer)
  %v22 = select <4 x i1> %v18, <4 x float> %v21, <4 x float> splat (float 0x0000000000000000)
  %v23 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v22, ptr %v23, align 4
  %v24 = add <4 x i32> splat (i32 3), <i32 0, i32 1, i32 2, i32 3>
  %v25 = icmp ult <4 x i32> %v24, splat (i32 4)
  %v26 = and <4 x i1> %v25, <i1 true, i1 true, i1 true, i1 false>
  %v27 = getelementptr float, ptr %v2, i64 3
  %v28 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v27, i32 4, <4 x i1> %v26, <4 x float> zeroinitializer)
  %v29 = select <4 x i1> %v25, <4 x float> %v28, <4 x float> splat (float 0x0000000000000000)
  %v30 = getelementptr float, ptr %v4, i64 4
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v29, ptr %v30, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v31 = add nsw i64 %loop10.i, 1
  %v32 = icmp slt i64 %v31, %v9
  br i1 %v32, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; reshape(f32[3,4]) -> f32[12]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v22, %loop10 ]
  %v12 = mul nsw i64 0, 12
  %v13 = getelementptr float, ptr %v2, i64 %v12
  %v14 = load <4 x float>, ptr %v13, align 4
  %v15 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v14, ptr %v15, align 4
  %v16 = getelementptr float, ptr %v13, i64 4
  %v17 = load <4 x float>, ptr %v16, align 4
  %v18 = getelementptr float, ptr %v15, i64 4
  store <4 x float> %v17, ptr %v18, align 4
  %v19 = getelementptr float, ptr %v13, i64 8
  %v20 = load <4 x float>, ptr %v19, align 4
  %v21 = getelementptr float, ptr %v15, i64 8
  store <4 x float> %v20, ptr %v21, align 4
  %v22 = add nsw i64 %loop10.i, 1
  %v23 = icmp slt i64 %v22, %v9
  br i1 %v23, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; view(f32[3,4]) -> f32[4,3]
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
  %loop10.i = phi i64 [ %v6, %entry ], [ %v36, %loop10 ]
  %v12 = mul nsw i64 0, 16
  %v13 = mul nsw i64 0, 4
  %v14 = add nsw i64 %v12, %v13
  %v15 = getelementptr float, ptr %v2, i64 %v14
  %v16 = load <4 x float>, ptr %v15, align 4
  %v17 = getelementptr float, ptr %v15, i64 4
  %v18 = load <4 x float>, ptr %v17, align 4
  %v19 = getelementptr float, ptr %v15, i64 8
  %v20 = load <4 x float>, ptr %v19, align 4
  %v21 = shufflevector <4 x float> %v16, <4 x float> %v18, <4 x i32> <i32 0, i32 4, i32 2, i32 6>
  %v22 = shufflevector <4 x float> %v16, <4 x float> %v18, <4 x i32> <i32 1, i32 5, i32 3, i32 7>
  %v23 = shufflevector <4 x float> %v20, <4 x float> splat (float 0x0000000000000000), <4 x i32> <i32 0, i32 4, i32 2, i32 6>
  %v24 = shufflevector <4 x float> %v20, <4 x float> splat (float 0x0000000000000000), <4 x i32> <i32 1, i32 5, i32 3, i32 7>
  %v25 = shufflevector <4 x float> %v21, <4 x float> %v23, <4 x i32> <i32 0, i32 1, i32 4, i32 5>
  %v26 = shufflevector <4 x float> %v21, <4 x float> %v23, <4 x i32> <i32 2, i32 3, i32 6, i32 7>
  %v27 = shufflevector <4 x float> %v22, <4 x float> %v24, <4 x i32> <i32 0, i32 1, i32 4, i32 5>
  %v28 = shufflevector <4 x float> %v22, <4 x float> %v24, <4 x i32> <i32 2, i32 3, i32 6, i32 7>
  %v29 = mul nsw i64 0, 12
  %v30 = mul nsw i64 0, 4
  %v31 = add nsw i64 %v29, %v30
  %v32 = getelementptr float, ptr %v4, i64 %v31
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v25, ptr %v32, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v33 = getelementptr float, ptr %v32, i64 3
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v27, ptr %v33, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v34 = getelementptr float, ptr %v32, i64 6
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v26, ptr %v34, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v35 = getelementptr float, ptr %v32, i64 9
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v28, ptr %v35, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v36 = add nsw i64 %loop10.i, 1
  %v37 = icmp slt i64 %v36, %v9
  br i1 %v37, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
