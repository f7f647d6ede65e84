type Kept = 'language' | 'appearance';

/** What this browser remembers of its user; nothing where storage is barred. */
export function load(name: Kept): string | null {
  try {
    return localStorage.getItem(`dealcast.${name}`);
  } catch {
    return null;
  }
}

export function save(name: Kept, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`dealcast.${name}`);
    else localStorage.setItem(`dealcast.${name}`, value);
  } catch {
    // A browser that keeps nothing still works; it asks again next time.
  }
}
