/** As large as the camera's own photos: more pixels make no answer better, and slow uplinks slower. */
const PHOTO_SIDE_MAX = 1_920;
const JPEG_QUALITY = 0.92;

/**
 * A chosen file as a JPEG of at most 1,920 pixels a side, upright, without what it says of place, time and device (EXIF).
 * What this browser cannot read goes as it is: the service may, or says what is wrong with it.
 */
export async function shrunken(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => undefined);
  if (picture === undefined) return file;
  try {
    return await jpegOf(picture, picture, JPEG_QUALITY);
  } catch {
    return file;
  } finally {
    picture.close();
  }
}

/** @throws Error when the browser cannot make a JPEG of it */
export async function jpegOf(
  picture: CanvasImageSource,
  { width, height }: { width: number; height: number },
  quality: number,
  sideMax = PHOTO_SIDE_MAX,
): Promise<Blob> {
  const scale = Math.min(1, sideMax / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The browser gives no canvas');
  // JPEG has no transparency: what is clear would turn black.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', quality);
  });
  if (blob === null) throw new Error('The browser gave no picture');
  return blob;
}
