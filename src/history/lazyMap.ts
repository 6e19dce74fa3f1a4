/** A map whose values are made when asked for and not kept: for results too large to hold at once. */
export function lazyMap<K, V>(keys: readonly K[], make: (key: K) => V): ReadonlyMap<K, V> {
  const known = new Set(keys);
  const entries = function* (): MapIterator<[K, V]> {
    for (const key of known) yield [key, make(key)];
  };
  const values = function* (): MapIterator<V> {
    for (const key of known) yield make(key);
  };
  const map: ReadonlyMap<K, V> = {
    size: known.size,
    has: (key) => known.has(key),
    get: (key) => (known.has(key) ? make(key) : undefined),
    keys: () => known.keys(),
    values,
    entries,
    forEach: (visit) => known.forEach((key) => visit(make(key), key, map)),
    [Symbol.iterator]: entries,
  };
  return map;
}
