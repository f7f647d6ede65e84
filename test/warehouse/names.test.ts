import { expect, test } from 'vitest';
import { Warehouse } from '../../warehouse/database.ts';
import { migrate } from '../../warehouse/migrate.ts';
import { nameOf, readNames } from '../../warehouse/names.ts';
import { raw } from '../../warehouse/sql.ts';

test('names stages, products and enumerations in both languages; other keys stand for themselves', async () => {
  const warehouse = await Warehouse.open(':memory:');
  await migrate(warehouse);
  await warehouse.execute(
    raw(`INSERT INTO dim_stage VALUES ('p', 'commit', 1, 'open', 'Commit', '承诺');
      INSERT INTO dim_product (product_id, product_name) VALUES ('P-08', 'Flow Factory')`),
  );
  const names = await readNames(warehouse);
  expect(nameOf(names, 'stage', 'commit')).toEqual({ en: 'Commit', zh: '承诺' });
  expect(nameOf(names, 'product', 'P-08').zh).toBe('Flow Factory');
  expect(nameOf(names, 'industry', 'logistics').zh).toBe('物流');
  expect(nameOf(names, 'industry', 'Kite making')).toEqual({ en: 'Kite making', zh: 'Kite making' });
  await warehouse.close();
});
