import { expect, test } from 'vitest';
import { entities } from '../../crm/entities/entities.ts';
import type { Field } from '../../crm/entities/entity.ts';

const all = Object.entries(entities);
const fields = all.flatMap(([, entity]) =>
  Object.entries(entity.fields).map(([name, field]) => [`${entity.name}.${name}`, field] as [string, Field]),
);

test('every entity is found under its own name and has its key and title among its fields', () => {
  for (const [name, entity] of all) {
    expect(entity.name).toBe(name);
    expect(entity.fields[entity.key]).toMatchObject({ required: true });
    expect(entity.fields[entity.title]).toBeDefined();
  }
});

test('everything has a label in both languages', () => {
  const labels = [
    ...all.map(([name, entity]) => [name, entity.label]),
    ...fields.map(([name, field]) => [name, field.label]),
  ];
  for (const [name, label] of labels as [string, { en: string; zh: string }][]) {
    expect(label.en, name).toMatch(/^[A-Z]/);
    expect(label.zh, name).toMatch(/[\u4e00-\u9fff]/);
  }
});

test('references say to what, choices say which, and names say the kind of value', () => {
  for (const [name, field] of fields) {
    expect(field.to !== undefined, name).toBe(field.type === 'reference');
    expect(field.choices !== undefined, name).toBe(field.type === 'choice');
    if (field.type === 'moment') expect(name).toMatch(/_at$/);
    if (field.type === 'date') expect(name).toMatch(/_on$/);
    if (field.type === 'reference') expect(name).toMatch(/_id$/);
    if (field.type === 'boolean') expect(name).toMatch(/\.is_/);
  }
});

test('what an entity refers to comes before it, except where two refer to each other', () => {
  const order = all.map(([name]) => name);
  const backward = fields.flatMap(([name, field]) =>
    field.to && order.indexOf(field.to) > order.indexOf(name.split('.')[0]!) ? [name] : [],
  );
  expect(backward).toEqual(['lead.opportunity_id']);
});
