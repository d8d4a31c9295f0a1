// What the server accepts (lib/submission.py, controllers/complaint.py); a test compares the numbers.
export const BITS = { submit: 20, dialogue: 17 };
export const LONGEST = { text: 20000, accused: 2000, identity: 500 };
export const MOST_FILES = 10;
export const LARGEST_FILE = 10485760;
export const LARGEST_TOTAL = 26214400;
export const CATEGORIES = ["buck_passing", "slow_response", "violation", "retaliation", "other"];
export const FUNCTIONS = ["compliance", "audit", "lead", "decision"];
