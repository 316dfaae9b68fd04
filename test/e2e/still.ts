import { assemble } from '../../engine/session/game/fixtures.ts';

/** The frame that `stillGame` shows: red its column, green its row, and no two neighbours alike. */
export function stillPixel(x: number, y: number): [r: number, g: number, b: number] {
  return [x & 255, y & 255, ((x * 83) ^ (y * 47)) & 255];
}

/** A game that shows one frame of this size forever, as an SDL program with a loop of its own; its window is called "Still". */
export function stillGame(width: number, height: number): Uint8Array {
  const heap = 2048 + width * height * 4;
  return assemble(`(module
    (import "env" "SDL_Init" (func $init (param i32) (result i32)))
    (import "env" "SDL_Delay" (func $delay (param i32)))
    (import "env" "SDL_PollEvent" (func $poll (param i32) (result i32)))
    (import "env" "SDL_CreateWindow" (func $window (param i32 i32 i32 i32 i32 i32) (result i32)))
    (import "env" "SDL_CreateRenderer" (func $renderer (param i32 i32 i32) (result i32)))
    (import "env" "SDL_CreateTexture" (func $texture (param i32 i32 i32 i32 i32) (result i32)))
    (import "env" "SDL_UpdateTexture" (func $update (param i32 i32 i32 i32) (result i32)))
    (import "env" "SDL_RenderCopy" (func $copy (param i32 i32 i32 i32) (result i32)))
    (import "env" "SDL_RenderPresent" (func $present (param i32)))
    (memory (export "memory") ${Math.ceil(heap / 65536) + 1})
    (table (export "__indirect_function_table") 1 funcref)
    (global $heap (mut i32) (i32.const ${heap}))
    (func (export "malloc") (param $size i32) (result i32)
      (global.set $heap (i32.add (global.get $heap) (local.get $size)))
      (i32.sub (global.get $heap) (local.get $size)))
    (func (export "free") (param i32))
    (data (i32.const 512) "Still\\00")
    (func $paint (local $x i32) (local $y i32)
      (loop $rows
        (local.set $x (i32.const 0))
        (loop $columns
          (i32.store
            (i32.add (i32.const 2048) (i32.shl (i32.add (local.get $x) (i32.mul (local.get $y) (i32.const ${width}))) (i32.const 2)))
            (i32.or
              (i32.or
                (i32.shl (i32.and (local.get $x) (i32.const 255)) (i32.const 16))
                (i32.shl (i32.and (local.get $y) (i32.const 255)) (i32.const 8)))
              (i32.and
                (i32.xor (i32.mul (local.get $x) (i32.const 83)) (i32.mul (local.get $y) (i32.const 47)))
                (i32.const 255))))
          (br_if $columns (i32.lt_u (local.tee $x (i32.add (local.get $x) (i32.const 1))) (i32.const ${width}))))
        (br_if $rows (i32.lt_u (local.tee $y (i32.add (local.get $y) (i32.const 1))) (i32.const ${height})))))
    (func (export "_start") (local $target i32) (local $picture i32)
      (drop (call $init (i32.const 0x20)))
      (local.set $target (call $renderer
        (call $window (i32.const 512) (i32.const 0) (i32.const 0) (i32.const ${width}) (i32.const ${height}) (i32.const 0))
        (i32.const -1) (i32.const 0)))
      ;; SDL_PIXELFORMAT_RGB888, SDL_TEXTUREACCESS_STREAMING
      (local.set $picture (call $texture
        (local.get $target) (i32.const 0x16161804) (i32.const 1) (i32.const ${width}) (i32.const ${height})))
      (call $paint)
      (loop $for_ever
        (drop (call $update (local.get $picture) (i32.const 0) (i32.const 2048) (i32.const ${width * 4})))
        (drop (call $copy (local.get $target) (local.get $picture) (i32.const 0) (i32.const 0)))
        (call $present (local.get $target))
        (call $delay (i32.const 28))
        (drop (call $poll (i32.const 1024)))
        (br $for_ever))))`);
}
