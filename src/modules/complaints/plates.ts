import type { Stretch } from './private-numbers.ts';

/**
 * Vehicle plates in a folded text (signs.ts): one or two letters of the region, one to four digits, up to three letters. "RT 5 RW", "KM 12 di"
 * and "blok B 12 A" have the same shape, so the region, the length or a word such as "plat" has to speak for it.
 */

/** Region letters in use (Peraturan Kapolri 7/2021, as commonly listed; confidence M). Papua: DS, PA, PB, PG, PS, PT, PY. */
const REGIONS = new Set(
  (
    'a b d e f g h k l m n p r s t w z aa ab ad ae ag ba bb bd be bg bh bk bl bm bn bp da db dc dd de dg dh dk dl dm dn dp dr ds dt dw ' +
    'ea eb ed kb kh kt ku pa pb pg ps pt py'
  ).split(' '),
);
/** Two letters before a number that are never a plate. */
const NOT_REGIONS = new Set('rt rw sp km no jl gg hp wa rp sd th kp uu pp sk ke di rs tk cm kg'.split(' '));
/** Up to three letters behind a number that are a word. */
const WORDS = new Set(
  (
    'di ke yg dan ini itu dr km m cm mm kg gr rt rw kk jt rb thn th hr jam org ya no sd ada bh kali per pcs x rp ha l lt bln mgg kel jl gg ' +
    'dgn utk krn jd sdh blm tdk tra su sa ko dong de dia pu bis dr si or to of in at is the and'
  ).split(' '),
);
const PLACE_BEFORE =
  /(?<!\p{L})(?:blok|block|jalur|jl|jalan|jln|gang|gg|nomor|nomer|no|kav|lorong|kompleks|komplek|perum|sp|mil|mile|rt|rw|lantai|lt|ruang|kelas|kls|tipe|type|golongan|gol|grup|tahap|seksi|gedung|sim|pasal|hepatitis|vitamin|rumah)[\s.:]*$/u;
const VEHICLE_BEFORE =
  /(?<!\p{L})(?:plat|nopol|no pol|nomor polisi|polisi|tnkb|mobil|motor|truk|truck|dump|taksi|taxi|angkot|bus|hilux|avanza|innova|plate|car|lorry)(?!\p{L})[^\n\uFFFC]{0,40}$/u;
const PLATE_WORD_BEFORE = /(?<!\p{L})(?:plat|nopol|no\.? ?pol|nomor polisi|tnkb|plate)(?:\s+(?:no|nomor|number|mobil|motor))?[\s.:]*$/u;

const SHAPE = /(?<![\p{L}\p{N}])([a-z]{1,2})([\s.\-–]{0,2})(\d{1,4})(?:([\s.\-–]{0,2})([a-z]{1,3}))?(?![\p{L}\p{N}])/gu;

/** `cased` is the same text with its capitals. */
export function findPlates(text: string, cased: string): Stretch<'plate'>[] {
  const found: Stretch<'plate'>[] = [];
  const shape = new RegExp(SHAPE);
  for (let match = shape.exec(text); match; match = shape.exec(text)) {
    const end = match.index + match[0].length;
    const written = cased.slice(match.index, end);
    if (isPlate(match, text.slice(Math.max(0, match.index - 60), match.index), written === written.toUpperCase())) {
      found.push({ kind: 'plate', start: match.index, end });
      shape.lastIndex = end;
    } else shape.lastIndex = match.index + 1;
  }
  return found;
}

function isPlate(match: RegExpExecArray, head: string, isUpper: boolean): boolean {
  const [, region = '', gap, digits = '', gapAfter, series = ''] = match;
  if (NOT_REGIONS.has(region)) return false;
  if (PLATE_WORD_BEFORE.test(head)) return true;
  if (series === '' || PLACE_BEFORE.test(head)) return false;
  const isVehicle = VEHICLE_BEFORE.test(head);
  const isGlued = gap === '' && gapAfter === '';
  if (WORDS.has(series) && !isGlued) return isVehicle && isUpper && REGIONS.has(region) && digits.length >= 3;
  if (REGIONS.has(region)) return isVehicle || digits.length >= 3 || (isUpper && series.length >= 2 && region.length === 2);
  return isUpper && region.length === 2 && digits.length >= 3 && series.length >= 2;
}
