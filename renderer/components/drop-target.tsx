import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';

/** Takes files that are dropped anywhere on the window, and says so while they hover over it. */
export function DropTarget(): JSX.Element | null {
  const { commands } = useApp();
  const [hovering, setHovering] = useState(false);
  useEffect(() => {
    const onDragOver = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setHovering(true);
    };
    const onDragLeave = (event: DragEvent) => {
      // Within the window, something else is entered at the same time.
      if (event.relatedTarget === null) setHovering(false);
    };
    const onDrop = (event: DragEvent) => {
      setHovering(false);
      if (!event.dataTransfer?.types.includes('Files')) return;
      // Else the browser would leave this page for the file.
      event.preventDefault();
      void commands.addFiles([...event.dataTransfer.files]);
    };
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [commands]);
  if (!hovering) return null;
  return (
    <div class="cover drop-cover">
      <p>Drop WADs or patches to add them to your library</p>
    </div>
  );
}
