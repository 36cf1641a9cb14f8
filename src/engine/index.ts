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
 *    rule 14. White space around a number is no number unless `trim` is said. An integer may be written `10.00`.
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
 *    that tells none, or an instant further in the future than the grace, does not delay it. Two of them can be one record
 *    with two keys: see Pairs.
 * 9. **Identity** of a finding is its kind, key and field (and side, for duplicate, invalid and schema; both keys, for
 *    rekeyed), never its values; so the key is written in one way, as in 1. That of a schema finding has no parts.
 * 12. **Likely correct** and **cause** never change what is a finding. An order of sides says the first that has a value.
 *    `latest` says the newest `updatedAt` of at least two that tell (null is a state too); `majority` says the largest
 *    group that agrees; a tie says nobody. A cause is named only when it explains every two sides that differ.
 *    `stale` is the last of them: two values, and every side with the one tells an `updatedAt` earlier than every side
 *    with the other; a side that tells none, an instant further in the future than the grace, or a group proves nothing.
 *    It is `timing` instead while every side with the other was updated within the grace: the value may be on its way.
 *    A record missing here and one missing there that are the same in every field, and alone with these values among
 *    what is missing, name each other's key as `probablyNow`; they stay two findings. With `match` nobody is so named.
 *    Two fields of one type that stand exchanged on some sides are `swapped-fields`, both of them. Twenty findings or
 *    more with one cause (or kind), field and side are one pattern of the run.
 *    Asked for hints, it says which value or range of another column at least 95 % of them have and at most 10 % of the
 *    other records; never of a sensitive field, and of a range in more than 4,096 records by a sample.
 * 13. **Agreement has reasons**: equal as read, equal after normalising, within tolerance are counted apart, per field and
 *    record that two or more sides have.
 * 14. **Schema.** A field that cannot be compared is compared on no side, not even on those that could, and is left out of
 *    totals and expectations; keys and all other fields are compared. It is one `schema` finding: a `missing-column` for each
 *    side whose column was compared before and is gone; with all columns there, one `type-mismatch` where typed sides
 *    disagree. A column that was never compared is misspelt and refused, and so is any other that is gone and needed: of the
 *    key, `updatedAt`, a date, a group's parts, a mapping. Columns that nobody asked for are no finding.
 * 15. **Parts.** A comparison with limits (records read, findings, a time) stops after the key with which it reaches one, and
 *    judges one key at least. It tells no finding of a key after that, and none of a record without a usable key: those belong
 *    to the comparison that comes to the end, wherever they stand. One that begins after a key compares what comes after it
 *    in the order of 1, so parts that go on from each other have the findings of the whole. Of a part nobody names another
 *    key as `probablyNow`, and it has no control totals; its patterns and hints are of its own records. Its rows are those
 *    that were read of it.
 *
 * **Expectations** of a side (`expect`) are checked on every record of it that has a usable key, once: identical ones
 * and missing ones too. A value that breaks some is one `invalid` finding with the first broken `rule` of `required
 * oneOf range pattern length unique`. Null breaks `required` only. `pattern` and `length` look at the raw text, the
 * others at the canonical value. Of records that share a value all but the first in key order break `unique`.
 * On a grouped side each record is checked as it is read, before it is grouped; what records of one group break in one
 * field is one finding with the group's key: the first rule in this order, of those values the first by bytes, and how many
 * `records` break that rule. A value of the group that does not parse is the finding instead. There is no `unique`.
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
 * **Pairs.** With `match`, a record that only one side has and one that only the other has can be one `rekeyed` finding in
 * place of two missing ones. A pair is looked at where it shares a block: all its fields are equal by their canonical
 * values, none null, empty or invalid. Its score is the weighted mean of the fields' similarities; `exact` looks at
 * canonical values without a tolerance, the others at texts of at most 1,000 bytes (longer ones are alike only when
 * equal); a field that is null, empty or invalid on a side counts as not alike. Of all ways to use each record once, over
 * pairs that reach the threshold, the one with the highest total is taken; a pair of it is a finding when every way without
 * it is worse by the margin in total, and no record outside these pairs comes within the margin of it for one of the two,
 * even below the threshold. Else its records are `tied`: they stay missing and name their candidates. Nothing
 * depends on the order of the records. Above `maxPairs` the largest blocks are not looked at; their records, records that
 * hang together with them, and more than 50 of a side that hang together stay missing as `undecided`; so does all, above
 * 100,000 unmatched records. A pair is neither matched nor drift; its differing fields stand in its finding.
 * Only a run of everything looks for pairs; another one reads both records of a known pair again, by the same rules.
 *
 * Streams must be in the order of 1; one that is not is refused with `source-disordered`, never compared wrongly.
 * Control totals sum every record that is read; a sum with `NaN` or an infinity is `NaN`. `explainTotals` says what of
 * their difference the findings account for, exactly, what the rules allow, and what records come to that only one side
 * dates within the range: a comparison that defers what a side lacks is completed by one of those keys, with the hints of
 * both.
 */
export { addIdentical, type IdenticalRecords, sumOf } from './add-identical.ts'
export { addUnkeyed } from './add-unkeyed.ts'
export { canonicalKeys } from './canonical-key.ts'
export { compareSides } from './compare-sides.ts'
export type {
  ComparedPart,
  CompareOptions,
  Comparison,
  JudgedField,
  JudgedRecord,
  PartLimits,
} from './comparison.ts'
export type { ComparisonPlan, PlannedSide } from './comparison-plan.ts'
export { completeComparison } from './complete-comparison.ts'
export type { FieldExplanation, PairExplanation, SideExplanation } from './explain-field.ts'
export { explainRecords, type RecordExplanation } from './explain-record.ts'
export { explainTotals, type TotalExplanation } from './explain-totals.ts'
export { findPatterns, type Hint, type Pattern } from './find-patterns.ts'
export { joinComparisons } from './join-comparisons.ts'
export { isLeft, joinHashed } from './join-hashed.ts'
export { pairRecords, recounted, type ScoredPair } from './pair-records.ts'
export { parseTimestamp } from './parse-timestamp.ts'
export { planComparison } from './plan-comparison.ts'
export { planKeyHashes } from './plan-key-hashes.ts'
export { mappingName, normalises } from './plan-keys.ts'
export { sortableKey } from './sortable-key.ts'
export type { Unmatched } from './unmatched.ts'
export { whyReadAll } from './why-read-all.ts'
