/**
 * Why a field agreed or did not. `ignored`: a null that agrees with everything, or a value that no other side has to
 * compare with. A field that differs and has an invalid value too `differs`.
 */
export type FieldVerdict =
  | 'equal'
  | 'normalised'
  | 'tolerated'
  | 'differs'
  | 'invalid'
  | 'pending'
  | 'ignored'
