/** Lets photos be dropped on an element; anywhere else a dropped file would replace the page. */
export function acceptDroppedPhotos(target: HTMLElement, take: (photos: File[]) => void): void {
  const mark = (over: boolean) => {
    target.dataset['drop'] = String(over);
  };
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    mark(event.target instanceof Node && target.contains(event.target));
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) mark(false);
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    mark(false);
    const photos = [...(event.dataTransfer?.files ?? [])];
    if (photos.length > 0 && event.target instanceof Node && target.contains(event.target)) take(photos);
  });
}
