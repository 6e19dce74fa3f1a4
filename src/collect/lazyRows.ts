/**
 * An array whose elements are made when they are read, and kept by nobody: everything that reads an array reads it, and 200,000 rows need
 * no more room than what they are made from. It cannot be written to.
 */
export function lazyRows<Row>(length: number, at: (place: number) => Row): Row[] {
  const rows: Row[] = [];
  rows.length = length;
  const placeOf = (name: string | symbol): number | null => {
    const place = typeof name === 'string' && /^\d+$/.test(name) ? Number(name) : length;
    return place < length ? place : null;
  };
  const refuse = (): never => {
    throw new TypeError('these rows are read only');
  };
  return new Proxy(rows, {
    get: (target, name, receiver): unknown => {
      const place = placeOf(name);
      return place === null ? Reflect.get(target, name, receiver) : at(place);
    },
    has: (target, name) => placeOf(name) !== null || Reflect.has(target, name),
    getOwnPropertyDescriptor: (target, name) => {
      const place = placeOf(name);
      return place === null ? Reflect.getOwnPropertyDescriptor(target, name) : { value: at(place), writable: false, enumerable: true, configurable: true };
    },
    ownKeys: (target) => [...Array.from({ length }, (_, place) => String(place)), ...Reflect.ownKeys(target)],
    set: refuse, defineProperty: refuse, deleteProperty: refuse,
  });
}
