import { discardFile, keepPicture, MAX_FILE_BYTES, Unfit, type Taking } from '#core/server/files.ts';
import type { NewPhoto } from './intake.ts';
import { readPicture } from './picture.ts';

/** Photographs of a form: read before they are drawn anew, kept without what they say about place and camera. */
export const photographing: Taking<NewPhoto> = {
  async take(stream, _name, max) {
    const parts: Uint8Array[] = [];
    let size = 0;
    const most = Math.min(max, MAX_FILE_BYTES);
    for await (const part of stream) if ((size += part.length) <= most) parts.push(part);
    if (size > most) throw new Unfit('files.too_large');
    const picture = await readPicture(Buffer.concat(parts));
    return {
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
    };
  },
  drop: (photo) => discardFile(photo.fileId),
};
