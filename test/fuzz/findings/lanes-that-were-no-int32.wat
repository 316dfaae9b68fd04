;; drill-2-101: singlepass kept the lanes of i32x4.min_u, max_u and abs as numbers beyond int32 where they were written in place, and what
;; took them next compared those.
;; expect: unsigned() = 00000100000001000000010000000100
;; expect: absolute() = 00000080000000800000008000000080
(module
  (func (export "unsigned") (result v128)
    (i32x4.max_s
      (i32x4.max_u (v128.const i32x4 -1 -1 -1 -1) (v128.const i32x4 0 0 0 0))
      (v128.const i32x4 65536 65536 65536 65536)))
  (func (export "absolute") (result v128)
    (i32x4.min_s
      (i32x4.abs (v128.const i32x4 0x80000000 0x80000000 0x80000000 0x80000000))
      (v128.const i32x4 65536 65536 65536 65536))))
