"""The judgement of a row: goals, slack, and what is missing."""

import unittest

from measuring import figure
from table import Row, markdown


def figures(**values):
    return {name: figure([value], float) for name, value in values.items()}


class Judgement(unittest.TestCase):
    def row(self, measured, **more):
        return Row("id", "work", "ns", measured, "ours", **more)

    def test_less_is_better_up_to_the_slack(self):
        for ours, met in ((104, True), (109, True), (112, False)):
            row = self.row(figures(ours=ours, floor=100), limit="floor",
                           limit_goal=1.05)
            self.assertEqual(row.met(), met)

    def test_more_is_better(self):
        for ours, met in ((100, True), (96, True), (90, False)):
            row = self.row(figures(ours=ours, floor=100), limit="floor",
                           limit_goal=1, more=True)
            self.assertEqual(row.met(), met)

    def test_no_slack_where_nothing_is_noisy(self):
        row = self.row(figures(ours=101, goal=100), limit="goal",
                       limit_goal=1, slack=0)
        self.assertFalse(row.met())

    def test_every_peer_counts(self):
        measured = figures(ours=50, fast=60, slow=100)
        row = self.row(measured, peers={"fast": 0.5, "slow": 0.6})
        self.assertEqual(row.best_peer(), "fast")
        self.assertEqual(row.hardest_peer(), "fast")
        self.assertFalse(row.met())

    def test_a_missing_peer_is_an_error(self):
        row = self.row(figures(ours=1), peers={"gone": None},
                       errors={"gone": "was not built"})
        self.assertEqual(row.error, "gone was not built")
        self.assertFalse(row.met())
        self.assertIn("error", markdown([row]))

    def test_a_row_without_goals_is_neither(self):
        self.assertIsNone(self.row(figures(ours=1)).met())


if __name__ == "__main__":
    unittest.main()
