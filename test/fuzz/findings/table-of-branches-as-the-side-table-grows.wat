;; The count of a br_table was lost where its record was the one that the side table had to grow for: the 65th, the 129th, …
;; expect: f0(0) = 7
(module
  (func (export "f0") (param i32) (result i32)
    (block) (block) (block) (block) (block) (block) (block) (block) (block) (block) (block) (block) (block) (block) (block) (block)
    (block) (block) (block) (block) (block) (block) (block) (block) (block) (block) (block) (block) (block) (block) (block)
    (block $b
      (block $a (br_table $a $b (local.get 0)))
      (return (i32.const 7)))
    (i32.const 8)))
