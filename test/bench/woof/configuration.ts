/**
 * A `woof.cfg` for frames of so many lines, 4:3. Woof! lowers its resolution where frames take long by the clock. That is switched off.
 */
export function woofConfiguration(height: number): string {
  return `current_video_height ${height}\nwidescreen 0\ndynamic_resolution 0\n`;
}
