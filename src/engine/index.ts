/**
 * The engine: takes two or more sides' records in key order and says where they disagree. Pure: no I/O, no clock.
 * This is its only entrance. `planComparison` first, then `compareSides`. These rules of equality are its specification.
 *
 * 1. **Keys** compare by canonical text. A part with rules goes through trim, Unicode NFC, case, the side's prefix (stripped
 *    once), keep, in this order; one without is never trimmed, folded or normalised. Then its type: an integer compares by
 *    value (`007`, `+7` and `7` are one key, exact at any length), and is one where that is said or every side that knows
 *    its types has an integer there; a UUID may have dashes, braces, `urn:uuid:` and any case; all else compares by the
 *    bytes of its UTF-8 text. A side with a mapping has its raw key translated first. A part that is null or empty,
 *    before or after this, or not of its type, a key without a translation or with several different ones, makes the
 *    record `invalid` (field = the part's name, the first where the whole key is to blame; key and value as read); it is
 *    counted in `rows` and not compared. The same key more than once in a side, however it is written there, is one
 *    `duplicate` finding for that side; the key is not compared further and not reported missing elsewhere.
 *    The stream of a side that `isStaged` has its `canonicalKeys`, sorted by `sortableKey`, in place of the raw ones.
 * 2. **Canonical values.** Types: `text integer decimal boolean timestamp date json`. Each raw value goes through
 *    empty-as-null, trim, keep, Unicode NFC, case, map, in this order, each but NFC off unless said; then it is parsed.
 *    A value that does not parse is an `invalid` finding with its raw text, on every record that passes, identical and
 *    missing ones too; it is never null, and the other sides' values are still compared with each other. The type, unless
 *    said, is the one the typed sides agree on (integer and decimal give decimal); sides that are only text take it
 *    over; nothing typed is text, or decimal with `tolerance`, or timestamp with `lag`. Typed sides that disagree are
 *    refused. White space around a number is no number unless `trim` is said. An integer may be written `10.00`.
 * 3. **Nulls.** Null equals null, and no other value, not even an empty text or the JSON `null`. With a value on another
 *    side: `mismatch` (default); `pending` agrees while the record is younger than the grace (by the oldest `updatedAt`
 *    among the sides that have a value), then it is a mismatch; `ignore` agrees. Values of the other sides that differ
 *    are a mismatch under every policy.
 * 4. **Exact.** Numbers are exact decimals of any size: `10`, `10.00` and `1e1` are equal, `-0` is `0`, 2^53 and 2^53 + 1
 *    are not. `NaN` equals `NaN`, an infinity itself. Booleans: t/f, true/false, 1/0, yes/no, y/n, on/off in any case. A
 *    date may carry a midnight, not another time. JSON compares by value: numbers exact, order of names ignored, order
 *    of an array not, a name said twice has its last value.
 * 5. **Tolerance**, off unless said: an absolute amount, or a percentage of the larger magnitude; exactly at it is within.
 *    Within it and not equal is drift: no finding, counted per field with the largest and the sum of the distances.
 *    `NaN`, infinities and numbers with more than a thousand zeros at an end are never within a tolerance.
 * 6. **Timestamps** are instants with every digit of their fraction. A value without offset is a wall clock reading in the
 *    side's `zone` (default UTC): one that does not exist when clocks go forward means an hour later, one that exists
 *    twice means the first. A date alone means midnight. `lag` is as 5, in seconds.
 * 7. **More than two sides.** A record must be on every side that is not `optional`. All values must agree pair by pair, each
 *    two within the tolerance, so the order of the sides never matters; a field's distance is that of its farthest
 *    two. A mismatch is one finding per key and field with every side's raw value. A side without the field, or without
 *    the record, takes no part. Sides that agree are named together (`agreeing`): in a group every two agree; where a
 *    tolerance goes on from side to side (10.00, 10.01, 10.02 within 0.01) only equal values are a group. An invalid
 *    value is in no group.
 * 8. **Missing** is one finding per key, apart from mismatches: sides that do have the record are still compared. It is not
 *    reported while the record is younger than `grace` (default 0), by the oldest `updatedAt` that a side tells; a side
 *    that tells none, or an instant further in the future than the grace, does not delay it.
 * 9. **Identity** of a finding is its kind, key and field (and side, for duplicate and invalid), never its values; so the
 *    key is written in one way, as in 1.
 * 12. **Likely correct** and **cause** never change what is a finding. An order of sides says the first that has a value.
 *    `latest` says the newest `updatedAt` of at least two that tell (null is a state too); `majority` says the largest
 *    group that agrees; a tie says nobody. A cause is named only when it explains every two sides that differ.
 *    A record missing here and one missing there that are the same in every field, and alone with these values among
 *    what is missing, name each other's key as `probablyNow`; they stay two findings.
 *    Two fields of one type that stand exchanged on some sides are `swapped-fields`, both of them. Twenty findings or
 *    more with one cause (or kind), field and side are one pattern of the run.
 *    Asked for hints, it says which value or range of another column at least 95 % of them have and at most 10 % of the
 *    other records; never of a sensitive field, and of a range in more than 4,096 records by a sample.
 * 13. **Agreement has reasons**: equal as read, equal after normalising, within tolerance are counted apart, per field and
 *    record that two or more sides have.
 *
 * **Expectations** of a side (`expect`) are checked on every record of it that has a usable key, once: identical ones
 * and missing ones too. A value that breaks some is one `invalid` finding with the first broken `rule` of `required
 * oneOf range pattern length unique`. Null breaks `required` only. `pattern` and `length` look at the raw text, the
 * others at the canonical value. Of records that share a value all but the first in key order break `unique`.
 *
 * **Groups.** A side that says `groupBy` has one record a key: what each field's values come to, in any order. `sum` is
 * exact, `count` counts records, `min` and `max` go by the type (numbers, times and dates by value, texts by UTF-8
 * bytes; `NaN` last) and keep the source's text, `same` is the one value all have. Transforms are for each value, every
 * other rule for the group. Nulls alone are null, else a null adds nothing (to `same` it is a value). A value that does
 * not parse, or is too large to add up, makes the group's field `invalid` with that raw text (the first by bytes), two
 * values of `same` with both; it takes no part in the comparison. `updatedAt` is the latest of the group for `latest`,
 * the oldest for an age; a group with one that does not parse tells none. Under `pending` a sum or count that falls
 * short of the value it differs from (same sign or zero, smaller magnitude) is awaited as a null is. Such a side has no
 * duplicates; a record without a usable key is `invalid` by itself; rows and totals are those of the records as read.
 * Mismatched and missing findings carry the first 20 `parts` by key (integers by value, then texts) where the side
 * names them.
 *
 * Streams must be in the order of 1; one that is not is refused with `source-disordered`, never compared wrongly.
 * Control totals sum every record that is read; a sum with `NaN` or an infinity is `NaN`. `explainTotals` says what of
 * their difference the findings account for, exactly, and what the rules allow.
 */
export { canonicalKeys } from './canonical-key.ts'
export { compareSides } from './compare-sides.ts'
export type { CompareOptions, Comparison, JudgedField, JudgedRecord } from './comparison.ts'
export type { ComparisonPlan } from './comparison-plan.ts'
export type { FieldExplanation, PairExplanation, SideExplanation } from './explain-field.ts'
export { explainRecords, type RecordExplanation } from './explain-record.ts'
export { explainTotals, type TotalExplanation } from './explain-totals.ts'
export { findPatterns, type Hint, type Pattern } from './find-patterns.ts'
export { joinComparisons } from './join-comparisons.ts'
export { parseTimestamp } from './parse-timestamp.ts'
export { planComparison } from './plan-comparison.ts'
export { mappingName } from './plan-keys.ts'
export { sortableKey } from './sortable-key.ts'
