define void @k0(i64 %tid, i64 %threads, ptr %table) nounwind "prefer-vector-width"="512" {
entry:
  %v1 = getelementptr ptr, ptr %table, i64 1
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %table, i64 2
  %v4 = load ptr, ptr %v3, align 8
  %v5 = mul i64 %tid, 2
  %v6 = udiv i64 %v5, %threads
  %v7 = add i64 %tid, 1
  %v8 = mul i64 %v7, 2
  %v9 = udiv i64 %v8, %threads
  %v11 = icmp slt i64 %v6, %v9
  br i1 %v11, label %loop10, label %loop10.end
loop10:
  %loop10.i = phi i64 [ %v6, %entry ], [ %v30, %loop12.end ]
  %v13 = mul nsw i64 %loop10.i, 48
  %v14 = getelementptr float, ptr %v2, i64 %v13
  br label %loop12
loop12:
  %loop12.i = phi i64 [ 0, %loop10 ], [ %v25, %loop12 ]
  %loop12.0 = phi <16 x float> [ splat (float 0x0000000000000000), %loop10 ], [ %v18, %loop12 ]
  %loop12.1 = phi <16 x float> [ splat (float 0x0000000000000000), %loop10 ], [ %v21, %loop12 ]
  %loop12.2 = phi <16 x float> [ splat (float 0x0000000000000000), %loop10 ], [ %v24, %loop12 ]
  %v15 = mul nsw i64 %loop12.i, 100
  %v16 = getelementptr float, ptr %v14, i64 %v15
  %v17 = load <16 x float>, ptr %v16, align 4
  %v18 = fadd <16 x float> %loop12.0, %v17
  %v19 = getelementptr float, ptr %v16, i64 16
  %v20 = load <16 x float>, ptr %v19, align 4
  %v21 = fadd <16 x float> %loop12.1, %v20
  %v22 = getelementptr float, ptr %v16, i64 32
  %v23 = load <16 x float>, ptr %v22, align 4
  %v24 = fadd <16 x float> %loop12.2, %v23
  %v25 = add nsw i64 %loop12.i, 1
  %v26 = icmp slt i64 %v25, 64
  br i1 %v26, label %loop12, label %loop12.end, !llvm.loop !0
loop12.end:
  %v27 = getelementptr float, ptr %v4, i64 %v13
  store <16 x float> %v18, ptr %v27, align 4
  %v28 = getelementptr float, ptr %v27, i64 16
  store <16 x float> %v21, ptr %v28, align 4
  %v29 = getelementptr float, ptr %v27, i64 32
  store <16 x float> %v24, ptr %v29, align 4
  %v30 = add nsw i64 %loop10.i, 1
  %v31 = icmp slt i64 %v30, %v9
  br i1 %v31, label %loop10, label %loop10.end, !llvm.loop !0
loop10.end:
  %v32 = icmp eq i64 %tid, 0
  br i1 %v32, label %if33.yes, label %if33.end
if33.yes:
  br label %loop34
loop34:
  %loop34.i = phi i64 [ 0, %if33.yes ], [ %v40, %loop34 ]
  %loop34.0 = phi <16 x float> [ splat (float 0x0000000000000000), %if33.yes ], [ %v39, %loop34 ]
  %v35 = mul nsw i64 %loop34.i, 100
  %v36 = getelementptr float, ptr %v2, i64 %v35
  %v37 = getelementptr float, ptr %v36, i64 96
  %v38 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %v37, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>, <16 x float> zeroinitializer)
  %v39 = fadd <16 x float> %loop34.0, %v38
  %v40 = add nsw i64 %loop34.i, 1
  %v41 = icmp slt i64 %v40, 64
  br i1 %v41, label %loop34, label %loop34.end, !llvm.loop !0
loop34.end:
  %v42 = getelementptr float, ptr %v4, i64 96
  call void @llvm.masked.store.v16f32.p0(<16 x float> %v39, ptr %v42, i32 4, <16 x i1> <i1 true, i1 true, i1 true, i1 true, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false, i1 false>)
  br label %if33.end
if33.end:
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
declare void @llvm.masked.store.v16f32.p0(<16 x float>, ptr, i32, <16 x i1>)
!0 = distinct !{!0, !1, !2}
!1 = !{!"llvm.loop.unroll.disable"}
!2 = !{!"llvm.loop.vectorize.enable", i1 false}


declare i32 @sched_yield()
