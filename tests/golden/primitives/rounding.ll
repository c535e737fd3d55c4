; ceil(f32[4]) -> f32[4]
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
  %v15 = call <4 x float> @llvm.ceil.v4f32(<4 x float> %v14)
  %v16 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v15, ptr %v16, align 4
  %v17 = add nsw i64 %loop10.i, 1
  %v18 = icmp slt i64 %v17, %v9
  br i1 %v18, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; floor(f32[4]) -> f32[4]
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
  %v15 = call <4 x float> @llvm.floor.v4f32(<4 x float> %v14)
  %v16 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v15, ptr %v16, align 4
  %v17 = add nsw i64 %loop10.i, 1
  %v18 = icmp slt i64 %v17, %v9
  br i1 %v18, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; round(f32[4]) -> f32[4]
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
  %v15 = call <4 x float> @llvm.roundeven.v4f32(<4 x float> %v14)
  %v16 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v15, ptr %v16, align 4
  %v17 = add nsw i64 %loop10.i, 1
  %v18 = icmp slt i64 %v17, %v9
  br i1 %v18, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
; trunc(f32[4]) -> f32[4]
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
  %v15 = call <4 x float> @llvm.trunc.v4f32(<4 x float> %v14)
  %v16 = getelementptr float, ptr %v4, i64 %v12
  store <4 x float> %v15, ptr %v16, align 4
  %v17 = add nsw i64 %loop10.i, 1
  %v18 = icmp slt i64 %v17, %v9
  br i1 %v18, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  ret void
}
