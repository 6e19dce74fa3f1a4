import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namesOf, query, rowsOf } from './testQuery.ts';

const table = 'datatable(a:long, b:string, c:dynamic)[1, "x", dynamic(["p","q"]), 2, "y", dynamic([]), 3, "x", dynamic(null)]';

/** Each operator on a small table: text, columns, rows. */
const cases: readonly (readonly [string, readonly string[], readonly (readonly unknown[])[]])[] = [
  ['where a > 1 and b == "x" | project a', ['a'], [[3]]],
  ['filter a == 1 | project b', ['b'], [['x']]],
  ['project b, twice = a * 2, a + 1, tostring(c), strcat(b, b)', ['b', 'twice', 'Column1', 'c', 'Column2'], [['x', 2, 2, '["p","q"]', 'xx'], ['y', 4, 3, '[]', 'yy'], ['x', 6, 4, '', 'xx']]],
  ['project-away c | take 1', ['a', 'b'], [[1, 'x']]],
  ['project-keep b | limit 1', ['b'], [['x']]],
  ['project-rename key = a | project-away c | take 1', ['key', 'b'], [[1, 'x']]],
  ['project-reorder b, * | project-away c | take 1', ['b', 'a'], [['x', 1]]],
  ['extend a = a * 10, old = a | project-away c | take 1', ['a', 'b', 'old'], [[10, 'x', 1]]],
  ['extend c[0], strlen(b), 5 | project-away c | take 1', ['a', 'b', 'c_0', 'strlen_b', 'Column1'], [[1, 'x', 'p', 1, 5]]],
  ['count', ['Count'], [[3]]],
  ['count as n', ['n'], [[3]]],
  ['distinct b', ['b'], [['x'], ['y']]],
  ['project a, b | distinct *', ['a', 'b'], [[1, 'x'], [2, 'y'], [3, 'x']]],
  ['sort by b asc, a desc | project a', ['a'], [[3], [1], [2]]],
  ['order by a | project a', ['a'], [[3], [2], [1]]],
  ['top 2 by a asc | project a', ['a'], [[1], [2]]],
  ['mv-expand c', ['a', 'b', 'c'], [[1, 'x', 'p'], [1, 'x', 'q'], [3, 'x', null]]],
  ['mv-expand with_itemindex=i e = c to typeof(string) limit 1 | project a, e, i', ['a', 'e', 'i'], [[1, 'p', 0], [3, '', 0]]],
  ['where a == 1 | mv-expand p = pack("k", 1, "l", 2) | project p', ['p'], [[{ k: 1 }], [{ l: 2 }]]],
  ['where a == 1 | mv-expand kind=array p = pack("k", 1) | project p[0], p[1]', ['p_0', 'p_1'], [['k', 1]]],
  ['where a == 1 | mv-expand c, d = dynamic([1,2,3]) | project c, d', ['c', 'd'], [['p', 1], ['q', 2], [null, 3]]],
  ['where a == 1 | mv-expand n = dynamic([1,"2",3.7]) to typeof(long) | project n', ['n'], [[1], [null], [3]]],
  ['mv-apply e = c to typeof(string) on (where e != "p" | project upper = toupper(e)) | project a, upper', ['a', 'upper'], [[1, 'Q'], [3, '']]],
  ['union (print a = 9) | project a', ['a'], [[1], [2], [3], [9]]],
  ['as T | union T | count', ['Count'], [[6]]],
  ['serialize n = row_number() | project n', ['n'], [[1], [2], [3]]],
  ['sort by a asc | extend p = prev(a), n = next(a, 1, 0), s = row_cumsum(a), r = row_number(1, b == "y") | project p, n, s, r', ['p', 'n', 's', 'r'], [[null, 2, 1, 1], [1, 3, 3, 1], [2, 0, 6, 2]]],
  ['getschema | project ColumnName, ColumnType', ['ColumnName', 'ColumnType'], [['a', 'long'], ['b', 'string'], ['c', 'dynamic']]],
  ['where a in ((datatable(k:long)[2, 3])) | project a', ['a'], [[2], [3]]],
  ['where a == toscalar(print max_a = 3) | project a', ['a'], [[3]]],
];

describe('operators', () => {
  it.each(cases)('%s', (text, columns, rows) => {
    const result = query(`${table} | ${text}`);
    expect(result.columns.map(({ name }) => name)).toEqual(columns);
    expect(result.rows).toEqual(rows);
  });

  it.each([
    ['print x = 1, "a", y = 1h', [[1, 'a', '01:00:00']]],
    ['range x from 1 to 10 step 4', [[1], [5], [9]]],
    ['range d from datetime(2026-01-01) to datetime(2026-01-02) step 12h', [['2026-01-01T00:00:00Z'], ['2026-01-01T12:00:00Z'], ['2026-01-02T00:00:00Z']]],
    ['let n = 5; let T = range x from 1 to 3 step 1; T | extend y = x + n | where y > 6', [[2, 7], [3, 8]]],
    ['let twice = (v:long) { let two = 2; v * two }; range x from 1 to 2 step 1 | extend y = twice(x)', [[1, 2], [2, 4]]],
    ['let above = (T:(x:long), low:long) { T | where x > low }; above((range x from 1 to 3 step 1), 1)', [[2], [3]]],
    ['let T = materialize(range x from 1 to 2 step 1); union withsource=s T, (T | as U)', [['T', 1], ['T', 2], ['U', 1], ['U', 2]]],
    ['union kind=inner (print a = 1, b = 2), (print a = 3, c = 4)', [[1], [3]]],
    ['union (print a = 1), (print a = "x")', [[1, ''], [null, 'x']]],
    ['let None = view () { print gone = 1 }; union isfuzzy=true None, (NoSuchTable | count) | project gone', [[1]]],
    ['datatable(a:string, b:dynamic)["one", dynamic({"k":"Two"}), "three", dynamic(null)] | where * has "two" | project a', [['one']]],
    ['print p = pack("a", level = "x", "b", 1)', [[{ a: 'x', b: 1 }]]],
    ['datatable(c:dynamic)[dynamic(["p"])] | mv-expand todynamic(c)', [['p']]],
    ['print x = "Event: a (n=PipelineScheduler, t=27, at=02/17/2016 08:40:01)" | parse x with * "(n=" n:string ", t=" t:long ", at=" at:datetime ")" | project n, t, at', [['PipelineScheduler', 27, '2016-02-17T08:40:01Z']]],
    ['print x = "a=oops b=2" | parse x with "a=" a:long " b=" b:long | project a, b', [[null, null]]],
    ['print x = "a=oops b=2" | parse kind=relaxed x with "a=" a:long " b=" b:long | project a, b', [[null, 2]]],
    ['print x = "k1=v1;k2=v2;" | parse kind=regex x with * "k[0-9]=" v ";" * | project v', [['v2']]],
    ['print x = "k1=v1,r,r" | parse kind=regex flags=U x with "k1=" v "," * | project v', [['v1']]],
    ['datatable(x:string)["a=1", "b"] | parse-where x with "a=" n:long | project n', [[1]]],
  ])('%s', (text, rows) => {
    expect(rowsOf(text)).toEqual(rows);
  });

  it('sorts stably', () => {
    const row = fc.record({ MaxScore: fc.integer({ min: 0, max: 3 }), Weight: fc.integer() });
    fc.assert(fc.property(fc.array(row, { maxLength: 50 }), (rows) => {
      const expected = rows.toSorted((a, b) => b.MaxScore - a.MaxScore).map(({ MaxScore, Weight }) => [MaxScore, Weight]);
      expect(rowsOf('SecureScores | sort by MaxScore | project MaxScore, Weight', { SecureScores: rows })).toEqual(expected);
    }));
  });

  it('runs again with other rows and another clock', () => {
    expect(rowsOf('SecureScores | count', { SecureScores: [{}] })).toEqual([[1]]);
    expect(rowsOf('SecureScores | count', { SecureScores: [{}, {}] })).toEqual([[2]]);
  });

  it('leaves the stored rows alone', () => {
    const stored = Object.freeze({ Weight: 1, Properties: Object.freeze({ tags: Object.freeze(['a', 'b']) }) });
    expect(rowsOf('SecureScores | extend Weight = Weight + 1 | mv-expand t = Properties.tags | project Weight, t', { SecureScores: [stored] })).toEqual([[2, 'a'], [2, 'b']]);
  });

  it('names columns of union and join apart', () => {
    expect(namesOf('union (print a = 1), (print a = "x")')).toEqual(['a_long', 'a_string']);
    expect(namesOf('print id = 1, v = 2 | join (print id = 1, v = 3) on id')).toEqual(['id', 'v', 'id1', 'v1']);
  });
});
