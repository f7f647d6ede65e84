/**
 * Why things happen in the demo company. Every coefficient of the simulator is here; the process that uses those of a deal
 * is deal-process.ts. Effects on a deal are in log odds: added to the log of the weekly weight of moving forward, and
 * subtracted (times `lossShare`) from that of being lost, both beside a weight of 1 for staying.
 */

/** What a company sells to, and how it finds it. `win`: effect on a deal; `convert`: log odds of a lead to become one. */
export const sources = {
  website: { leads: 0.34, direct: 0.04, win: 0.05, convert: -1.45, engagement: 2.2 },
  advertising: { leads: 0.24, direct: 0.0, win: -0.3, convert: -2.2, engagement: 1.6 },
  event: { leads: 0.16, direct: 0.04, win: 0.02, convert: -1.55, engagement: 2.2 },
  referral: { leads: 0.09, direct: 0.14, win: 0.5, convert: -0.55, engagement: 3.2 },
  partner: { leads: 0.1, direct: 0.2, win: 0.2, convert: -0.95, engagement: 2.6 },
  outbound: { leads: 0.07, direct: 0.28, win: -0.25, convert: -1.7, engagement: 1.4 },
  expansion: { leads: 0.0, direct: 0.3, win: 0.4, convert: 0, engagement: 3.0 },
} as const;
export type Source = keyof typeof sources;

export const industries = [
  'manufacturing',
  'software',
  'finance',
  'healthcare',
  'retail',
  'logistics',
  'education',
  'energy',
] as const;
export const industryShares = [0.24, 0.16, 0.13, 0.12, 0.13, 0.1, 0.06, 0.06];

export const families = ['platform', 'analytics', 'automation', 'services'] as const;
/** Effect on a deal of an industry (row) buying a product family (column). */
export const industryFit = [
  [0.1, 0.0, 0.45, 0.1],
  [0.3, 0.4, -0.1, -0.3],
  [0.15, 0.45, -0.2, 0.1],
  [-0.1, 0.1, -0.1, 0.25],
  [-0.15, 0.2, 0.0, -0.2],
  [0.05, -0.1, 0.45, 0.0],
  [-0.35, -0.2, -0.45, 0.1],
  [-0.2, 0.0, 0.2, 0.15],
] as const;

export const sizeBands = ['small', 'medium', 'large', 'enterprise'] as const;
export const sizeShares = [0.42, 0.33, 0.17, 0.08];
/** Seats bought, relative to a small account. */
export const sizeQuantity = [1, 2, 4.2, 8];

export const competitors = ['none', 'incumbent_suite', 'low_price_rival', 'niche_specialist', 'in_house'] as const;
export const competitorShares = [0.5, 0.14, 0.16, 0.1, 0.1];
export const competitorWin = [0.22, -0.4, -0.25, -0.1, -0.3];

export const stages = ['qualification', 'discovery', 'proposal', 'negotiation', 'commit'] as const;
/** Actions of a week. `none` is a week without one. */
export const actions = ['none', 'email', 'call', 'meeting', 'visit'] as const;

export const deal = {
  /** How a static effect counts against being lost, relative to moving forward. */
  lossShare: 0.9,
  /** Weekly weights beside 1 for staying, at engagement 2.5 and no other effect, per stage. */
  forward: [0.58, 0.52, 0.5, 0.56, 0.62],
  lost: [0.135, 0.125, 0.13, 0.1, 0.07],
  back: [0, 0, 0, 0.03, 0.04],
  /** Share of the moves forward that pass over a stage. */
  skip: 0.06,
  /** Engagement 0 (silent) … 5: effect per level away from 2.5 on moving forward, and against being lost. */
  engagementForward: 0.3,
  engagementLost: 0.4,
  /** A deal of e times the usual amount: effect, and log of the factor on its pace. */
  amountWin: -0.12,
  amountPace: -0.16,
  /** Weeks after which being lost grows likelier, and by how much a week. */
  ageWeeks: 16,
  agePerWeek: 0.035,
  /** Without a decision by then it is lost. */
  maxWeeks: 64,
  /** A discount is agreed when a proposal is first made: how often it is a deep one, and its effect from then on. */
  deepDiscountShare: 0.35,
  deepDiscountWin: 0.3,
  /** Discounts in per cent from which one is drawn. */
  usualDiscounts: [0, 0, 0, 3, 5, 5, 8],
  deepDiscounts: [12, 15, 15, 18, 20, 25],
  /** What makes two deals alike on paper end differently: standard deviation of an effect nobody sees. */
  unseen: 0.25,
  /** Share handed to a colleague for no reason of the deal's; and for ever deleted, or deleted by mistake and restored. */
  transferred: 0.02,
  deleted: 0.008,
  restored: 0.007,
  /** Closed deals come back after `reopenWeeks`: chance after lost and after won. */
  reopenWeeks: 4,
  reopenLost: 0.02,
  reopenWon: 0.004,
} as const;

/** Share of each action among the weeks with one, per stage (e-mail, call, meeting, visit). */
export const actionMix = [
  [0.42, 0.42, 0.13, 0.03],
  [0.28, 0.3, 0.32, 0.1],
  [0.3, 0.25, 0.3, 0.15],
  [0.24, 0.26, 0.3, 0.2],
  [0.3, 0.4, 0.2, 0.1],
] as const;
/** Chance of an action in a week: diligence of the rep × (base + perLevel × engagement). */
export const actionChance = { base: 0.62, perLevel: 0.07, most: 0.97 } as const;
/** Chance that the other side answers or shows up. */
export const answered = { none: 0, email: 0.42, call: 0.5, meeting: 0.88, visit: 0.94 } as const;
/** The effect of a next action: chances that engagement moves by −1, 0, +1, +2, when answered and when not. */
export const actionEffect = {
  none: { answered: [0.6, 0.4, 0, 0], silent: [0.6, 0.4, 0, 0] },
  email: { answered: [0.05, 0.5, 0.45, 0], silent: [0.4, 0.6, 0, 0] },
  call: { answered: [0.03, 0.37, 0.55, 0.05], silent: [0.4, 0.6, 0, 0] },
  meeting: { answered: [0.02, 0.18, 0.55, 0.25], silent: [0.6, 0.4, 0, 0] },
  visit: { answered: [0.02, 0.1, 0.5, 0.38], silent: [0.6, 0.4, 0, 0] },
} as const;

/** Reps: spread of skill (effect on a deal) and of diligence (actions a week), and how long a new hire needs. */
export const rep = {
  skill: 0.38,
  diligence: 0.8,
  diligenceSpread: 0.12,
  rampWeeks: 26,
  rampEffect: -0.35,
  rapport: 0.05,
} as const;

/** Calendar. Weights of moving forward late in the pipeline (negotiation, commit) around the end of a quarter. */
export const quarterEnd = {
  lastWeek: 2.3,
  weekBefore: 1.5,
  firstWeek: 0.6,
  secondWeek: 0.8,
  lostLastWeek: 1.3,
} as const;
/** Demand by calendar month: how much is created, and its fourth root how fast deals move. */
export const season = {
  en: [0.92, 0.96, 1.08, 1.0, 1.02, 1.06, 0.9, 0.84, 1.08, 1.08, 1.08, 0.98],
  zh: [0.92, 0.66, 1.12, 1.06, 1.04, 1.08, 1.0, 0.98, 1.08, 0.94, 1.08, 1.04],
} as const;
export const growthPerYear = 0.15;
/** Spread of the log of the daily number of new leads and deals, beyond chance: by day and by week. */
export const arrivalNoise = { day: 0.25, week: 0.12 } as const;

/** Leads: effect on the log odds of conversion of each fivefold delay of the first answer beyond ten minutes, and of fit. */
export const lead = { responsePerFivefold: -0.22, fit: 0.8, neverAnswered: 0.05, neverAnsweredEffect: -2.5 } as const;

/** The plan: heavier in the last month of a quarter, light while the first pipeline builds up. */
export const quota = { reached: 0.9, monthOfQuarter: [0.8, 0.92, 1.28], firstMonths: [0.1, 0.35, 0.7] } as const;
