import { discardFile, keepPicture, MAX_FILE_BYTES, Unfit, type Taking } from '#core/server/files.ts';
import type { NewPhoto } from './intake.ts';
import { readPicture, type Picture } from './picture.ts';

async function bytesOf(stream: AsyncIterable<Uint8Array>, max: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const most = Math.min(max, MAX_FILE_BYTES);
  for await (const part of stream) if ((size += part.length) <= most) parts.push(part);
  if (size === 0) throw new Unfit('files.empty');
  if (size > most) throw new Unfit('files.too_large');
  return Buffer.concat(parts);
}

/** Keep a photograph that was read, without what it says about place and camera. */
export const keepPhoto = async (picture: Picture): Promise<NewPhoto> => ({
  fileId: await keepPicture(picture.jpeg),
  mime: 'image/jpeg',
  size: picture.jpeg.length,
  sha256: picture.sha256,
  fingerprint: picture.fingerprint,
  exif: picture.exif,
  tools: picture.provenance.tools,
  sourceTypes: picture.provenance.sourceTypes,
  place: null,
  deviceAt: null,
});

/** Photographs of a form: read before they are drawn anew, kept without what they say about place and camera. */
export const photographing: Taking<NewPhoto> = {
  take: async (stream, _name, max) => keepPhoto(await readPicture(await bytesOf(stream, max))),
  drop: (photo) => discardFile(photo.fileId),
};

/** Photographs held in memory until it is known whether their sender may send any. */
export const holding: Taking<{ readonly bytes: Buffer }> = {
  take: async (stream, _name, max) => ({ bytes: await bytesOf(stream, max) }),
  drop: async () => {},
};
