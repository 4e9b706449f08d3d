"""Where each objective of a lesson is practised: exercises, questions and predictions by identity.

In the order of the header. A question of another notebook may stand here where it asks the same.
"""

PRACTISED = {
    "01": [
        ["01.by_hand", "01.softmax", "01.logits"],
        ["01.one-up"],
        ["01.add-to-all", "01.shift"],
        ["01.softmax_batch"],
    ],
    "02": [
        ["02.matches", "02.hardmax"],
        ["02.no-gradient", "02.crossing"],
        ["02.derivation", "02.jacobian", "02.cross-slope"],
        ["02.entropy_lines", "02.lse"],
        ["02.soft-what"],
    ],
    "03": [
        ["03.softmax_with_temperature", "03.cold-tie"],
        ["03.winner", "03.change-winner"],
        ["03.gaps", "03.entropy"],
        ["03.T"],
    ],
    "04": [
        ["04.cross_entropy", "04.soft_cross_entropy"],
        ["04.likelihood", "04.minimum", "04.best-loss"],
        ["04.gradient_lines", "04.gradient", "04.slope-at-a-hundredth"],
        ["04.sure-and-wrong", "02.no-gradient"],
    ],
    "05": [
        ["05.proof", "05.one_vector", "05.numbers"],
        ["05.free"],
        ["05.outputs", "05.which-output", "05.three-sigmoids"],
        ["05.probabilities"],
        ["05.regression"],
    ],
    "06": [
        ["06.first-to-fall", "06.overflow"],
        ["06.stable_softmax", "06.log_softmax", "06.loss_from_logits"],
        ["06.epsilon"],
        ["06.running_max_and_sum", "06.running-sum", "06.streaming"],
    ],
    "07": [
        ["07.step", "07.weight_gradient", "07.forward"],
        ["07.gradient_check"],
        ["07.confusion", "07.weights-of-zero", "07.first-loss"],
        ["07.best-of-three", "07.predictions"],
        ["07.two-methods"],
    ],
    "08": [
        ["08.costs"],
        ["08.decisions", "08.border"],
        ["08.diagram", "08.ece-of-nothing"],
        ["08.fitted_temperature", "08.accuracy-and-loss", "08.turned"],
        ["08.brier_score", "08.absolute"],
    ],
    "09": [
        ["09.draws", "09.more-draws", "09.cut-when-sure"],
        ["09.noisy-argmax"],
        ["09.attention", "09.masked_attention", "09.zero-after"],
        ["09.two-in-torch"],
        ["09.none-of-these", "09.far-away"],
    ],
}
