"""Exercises of notebook 09: draws, attention, a mask."""

import numpy as np

from helpers.checks.exercise import FunctionExercise, Mistake
from helpers.functions import hardmax, softmax


def my_draws(logits, uniforms):
    """Draws from softmax(logits), one for each uniform random number.

    logits : array of shape (K,). uniforms : array of shape (n,), numbers from 0 to below 1.
    The cumulative probability of a class is its own and that of all classes before it, added up.
    Return n integers, 0 to K-1: draw i is the first class whose cumulative probability is larger
    than uniforms[i]. (Rounding may leave the last one a little below 1, which is no matter here.)
    """
    ends = np.cumsum(softmax(logits))
    return np.searchsorted(ends, uniforms, side="right")


def _clear_of_the_ends(rng, k, n=12):
    """Random logits, and uniforms of which none is so near to an end that rounding decides."""
    logits = rng.uniform(-2, 2, size=k)
    ends = np.cumsum(softmax(logits))
    many = rng.uniform(1e-4, 1 - 1e-4, size=10 * n)
    far = np.abs(many[:, None] - ends).min(axis=1) > 1e-4
    return logits, many[far][:n]


def _uniforms(rng):
    cases = [([2.0, 1.0, 0.1], [0.7, 0.2, 0.95, 0.6]),
             ([-1.0, 0.5], [0.1, 0.5, 0.17, 0.9]),
             ([0.4, -0.2, 1.1, 0.0], [0.0, 0.99999, 0.5, 0.3]),
             ([0.5, -40.0, 1.0, -0.5], [0.2, 0.4, 0.9, 0.33]),  # 1e-18 for class 1
             ([-30.0, 0.0, 0.4, -1.0, 0.2], [0.25, 0.001, 0.5, 0.9]),  # class 0 never comes
             ([1.2, 0.9, 1.0], [0.1, 0.2, 0.15]),  # below all three probabilities
             ([1000.0, 999.0, 1000.5, -2000.0], [0.3, 0.45, 0.6, 0.9]),
             ([-1001.0, -1000.0, -999.5], [0.1, 0.3, 0.8]),
             ([0.3, 1.5], [0.4])]
    near = np.array([0.2, -0.3, 0.7])
    ends = np.cumsum(softmax(near))[:2]
    cases.append((near, [*(ends - 1e-6), *(ends + 1e-6)]))
    return [(np.array(z), np.array(u)) for z, u in cases] + [
        _clear_of_the_ends(rng, k) for k in (2, 3, 4, 5, 6)]


def _looked_up(sums, numbers=lambda u: u):
    """Return answers that look for the first of sums(logits) that is larger than each number.

    They differ where none is larger, or where the sums do not rise.
    """
    def first(s, u, otherwise):
        larger = s > u[:, None]
        return np.where(larger.any(axis=1), larger.argmax(axis=1), otherwise)

    ways = (
        lambda s, u: first(s, u, 0),
        lambda s, u: first(s, u, len(s) - 1),
        lambda s, u: first(s, u, len(s)),
        lambda s, u: np.sum(s <= u[:, None], axis=1),
        lambda s, u: np.searchsorted(s, u, side="right"),
    )
    return tuple(lambda z, u, way=way: way(sums(z), numbers(u)) for way in ways)


def _slip(name, hint, answers):
    return Mistake(name, answers[0], hint, variants=answers[1:])


def _in_order(by_size):
    """Return answers that lay the parts in order of size: the class of a part, and its place."""
    def its_class(z, u):
        order = by_size(softmax(z))
        return order[my_draws(z[order], u)]

    return its_class, lambda z, u: my_draws(z[by_size(softmax(z))], u)


def _naive_ends(z, shift=0.0):
    exps = np.exp(z - shift)
    return np.cumsum(exps / exps.sum())


check_draws = FunctionExercise(
    title="draws from softmax",
    reference=my_draws,
    setup="from helpers.functions import softmax",
    make_cases=_uniforms,
    mistakes=[
        Mistake("the most probable class every time",
            lambda z, u: np.full(len(u), np.argmax(z)),
            "this gives the most probable class every time, whatever the uniform number. The other "
            "classes must have their turn: how often should each of them come?"),
        Mistake("one class too low", lambda z, u: my_draws(z, u) - 1,
            "wherever a number lies beyond the first part, this is one class too low. That class "
            "has ended before the number is reached: which one is the number in?",
            variants=(lambda z, u: np.maximum(my_draws(z, u) - 1, 0),
                      lambda z, u: (my_draws(z, u) - 1) % len(z))),
        Mistake("counts from 1", lambda z, u: my_draws(z, u) + 1,
            "always one too far: the classes count from 0."),
        _slip("no cumulative sum",
            "this compares each uniform number with the probabilities themselves. They say how "
            "long the parts are. Where on the line from 0 to 1 does each part end?",
            (*_looked_up(softmax), lambda z, u: np.argmin(np.abs(softmax(z) - u[:, None]), 1))),
        _slip("adds up the logits",
            "the logits are added up here as they are. They may be negative and sum to anything: "
            "what makes parts of a line from 0 to 1 of them?",
            _looked_up(np.cumsum)),
        Mistake("all classes equally likely", lambda z, u: (u * len(z)).astype(int),
            "all classes are equally likely here, whatever the logits. How long should the part of "
            "each class be?"),
        _slip("the last class first",
            "each class comes as often as it should: these are fair draws from softmax. Only the "
            "parts lie in the other order, the last class first. Here class 0 has the smallest "
            "numbers, so that everyone draws the same.",
            _looked_up(lambda z: np.cumsum(softmax(z)), lambda u: 1 - u)),
        _slip("sorts the probabilities",
            "the parts lie in the order of their size here. Which class does the first part belong "
            "to? Leave them in the order of the classes, however small the first one is.",
            (*_in_order(np.argsort), *_in_order(lambda p: np.argsort(-p)))),
        Mistake("the nearest cumulative sum",
            lambda z, u: np.argmin(np.abs(np.cumsum(softmax(z)) - u[:, None]), axis=1),
            "this takes the cumulative sum that is nearest to the uniform number. A number just "
            "beyond the end of a part is near to it, and yet in the next part."),
        _slip("overflows",
            "right until an exponential is too large for a float, or all of them are 0: then "
            "there is nan, and nothing is larger or smaller than nan. Notebook 6 had a remedy; the "
            "`softmax` of the course has it built in.",
            (*_looked_up(_naive_ends), *_looked_up(lambda z: _naive_ends(z, z.mean())))),
    ],
    tolerance=1e-12,
    unknown="the numbers differ, and this check has no hint for it. If your answer makes random "
    "numbers of its own, it cannot agree: here all chance comes from `uniforms`. Compare the "
    "lines below.",
    nudge="Lay the probabilities end to end, from 0 to 1. Where does each part end? The uniform "
    "number is a point on that line: how many parts have ended before it?",
    after="`rng.choice` does the same, with uniform numbers that it makes itself. It divides the "
    "cumulative sums by the last one first, for rounding may leave that a little below 1.",
)


def my_attention(query, keys, values):
    """Attention of one query: the mixture of the values that softmax of the scores gives.

    query : array of shape (d,). keys : (n, d), one row for each word. values : (n, m).
    A score is query · key, divided by the square root of d. Return the mixture, of shape (m,),
    correct to 1e-6.
    """
    scores = keys @ query / np.sqrt(len(query))
    return softmax(scores) @ values


def _words(rng):
    query = np.array([2.0, 0.0, 1.0, 0.0])
    keys = np.array([[0.0, 1, 0, 1], [1, 0, 0, 2], [2, 0, 1, 0], [0, 1, 1, 0]])
    values = np.array([[0.0, 0], [0, 1], [1, 0], [0, 0]])
    cases = [(query, keys, values), (query[:1], keys[:1, :1], values[:1])]
    for n, d, m in ((3, 9, 2), (5, 2, 4), (6, 16, 1)):
        cases.append((rng.normal(size=d), rng.normal(size=(n, d)), rng.normal(size=(n, m))))
    return cases


def _attend(weigh, scale=np.sqrt):
    return lambda q, keys, values: weigh(keys @ q / scale(len(q))) @ values


check_attention = FunctionExercise(
    title="attention of one query",
    reference=my_attention,
    setup="from helpers.functions import softmax",
    make_cases=_words,
    mistakes=[
        Mistake("no square root of d", _attend(softmax, lambda d: 1.0),
            "the scores are not divided by the square root of d. Long vectors would then give "
            "large scores, and softmax would turn into hardmax."),
        Mistake("divides by d", _attend(softmax, lambda d: d),
            "this divides by d, and its square root is asked for: the scores spread like √d."),
        Mistake("the square root of n", lambda q, keys, values: softmax(
                keys @ q / np.sqrt(len(keys))) @ values,
            "this divides by the square root of the number of words. It is d, the length of the "
            "query, that makes the scores spread."),
        Mistake("multiplies by the square root", _attend(softmax, lambda d: 1 / np.sqrt(d)),
            "this multiplies by the square root of d. Dividing keeps the scores of long vectors "
            "small."),
        Mistake("not divided by the sum", _attend(np.exp),
            "these are exponentials, and they do not sum to 1 yet. What makes weights of them?"),
        Mistake("softmax twice", _attend(lambda scores: softmax(softmax(scores))),
            "softmax is applied twice, so that all words count nearly alike. Once is enough."),
        Mistake("the order upside down", _attend(lambda scores: softmax(-scores)),
            "the word that fits least has the largest weight. Look at the sign of the scores."),
        Mistake("sigmoids instead of softmax", _attend(lambda scores: 1 / (1 + np.exp(-scores))),
            "each score goes through a sigmoid by itself, so the weights do not sum to 1."),
        Mistake("all words alike", lambda q, keys, values: values.mean(axis=0),
            "this is the mean of the values: every word counts alike, whatever is asked."),
        Mistake("not added up",
            lambda q, keys, values: softmax(keys @ q / np.sqrt(len(q)))[:, None] * values,
            "each value has its weight, well done. The mixture is their sum over the words."),
        Mistake("mixes the keys",
            lambda q, keys, values: softmax(keys @ q / np.sqrt(len(q))) @ keys,
            "the weights are right, and the keys are mixed with them. The values are asked for."),
        Mistake("mixes with the scores", _attend(lambda scores: scores),
            "this mixes with the scores themselves. They may be negative and sum to anything: what "
            "makes weights of them?"),
        Mistake("takes the best word alone", _attend(hardmax),
            "this takes the value of the best word alone, as hardmax would. Softmax mixes all of "
            "them."),
        Mistake("returns the weights", lambda q, keys, values: softmax(keys @ q / np.sqrt(len(q))),
            "these are the weights, rightly computed. What is mixed with them?"),
    ],
    nudge="Three steps: one score for each row of keys, softmax over the words, and then the "
    "weighted sum of the rows of values.",
)


def my_masked_attention(queries, keys, values, visible):
    """Attention of n words to each other, where each may look at some of the words only.

    queries, keys : arrays of shape (n, d). values : (n, m). visible : (n, n), True or False:
    visible[i, j] says whether word i may look at word j. Every word may look at one at least.
    Scores are those of exercise 2. A hidden word has weight 0, and the weights of each word sum
    to 1, however large the scores are. Return the n mixtures, of shape (n, m), correct to 1e-6.
    """
    scores = queries @ keys.T / np.sqrt(queries.shape[1])
    return softmax(np.where(visible, scores, -np.inf)) @ values


def _mask_cases(rng):
    still = np.random.default_rng(0)
    causal = np.tril(np.ones((4, 4), dtype=bool))
    holes = np.array([[1, 0, 1], [1, 1, 0], [0, 0, 1]], dtype=bool)

    def case(visible, d, m, scale=1.0, source=still):
        n = len(visible)
        return (scale * source.normal(size=(n, d)), source.normal(size=(n, d)),
                source.normal(size=(n, m)), visible)

    far = (np.full((2, 1), 40.0), np.array([[-50.0], [50.0]]), np.array([[1.0], [2.0]]),
           np.array([[True, False], [True, True]]))  # the hidden score is 4000 above the other
    random = rng.random((5, 5)) < 0.5
    return [case(causal, 4, 2), case(holes, 2, 2), case(np.eye(3, dtype=bool), 3, 2),
            case(np.ones((3, 3), dtype=bool), 9, 2), case(causal.T, 2, 1, scale=3), far,
            case(random | np.eye(5, dtype=bool), 4, 3, source=rng),
            case(np.tril(np.ones((6, 6), dtype=bool)), 6, 2, source=rng)]


def _masked(weigh, scale=np.sqrt):
    """Return an answer that makes weights of scores and mask in another way."""
    return lambda q, k, v, visible: weigh(q @ k.T / scale(q.shape[1]), visible) @ v


def _hidden_at(number):
    return _masked(lambda s, visible: softmax(np.where(visible, s, number)))


def _none_hidden(s, visible):
    return softmax(s)


def _share(parts):
    return parts / parts.sum(axis=1, keepdims=True)


check_masked_attention = FunctionExercise(
    title="attention with a mask",
    reference=my_masked_attention,
    setup="from helpers.functions import softmax",
    make_cases=_mask_cases,
    mistakes=[
        Mistake("no mask", _masked(_none_hidden),
            "every word looks at all the others here, the hidden ones too. What must a score be "
            "for its exponential to be 0?"),
        _slip("a score of 0 for a hidden word",
            "a hidden word has a score of 0 here, and e⁰ is 1: it still takes its share. Which "
            "score has an exponential of 0?",
            (_hidden_at(0.0), _masked(lambda s, visible: softmax(s * visible)))),
        Mistake("masks after softmax", _masked(lambda s, visible: softmax(s) * visible),
            "the hidden words have weight 0, and the weights that are left sum to less than 1: the "
            "hidden ones took their share first. Hide them before softmax."),
        _slip("divides again after softmax",
            "right until a hidden word's score is far above the others. Softmax leaves these a "
            "weight of 0, and to divide by their sum gives nan. Hide the words before softmax.",
            (_masked(lambda s, visible: _share(softmax(s) * visible)),
             _masked(lambda s, visible: _share(np.exp(s - s.max(axis=1, keepdims=True)) * visible)),
             )),
        _slip("overflows",
            "right until a score is too large for `exp`: then there is inf, and nan. The `softmax` "
            "of the course has a remedy built in.",
            (_masked(lambda s, visible: _share(np.exp(s) * visible)),
             _masked(lambda s, visible: _share(np.exp(np.where(visible, s, -np.inf)))))),
        _slip("the mask turned round",
            "the words that may be seen are hidden here, and the hidden ones seen. Where `visible` "
            "is True, the score stays.",
            (_masked(lambda s, visible: softmax(np.where(visible, -np.inf, s))),
             *(_masked(lambda s, visible, low=low: softmax(np.where(visible, low, s)))
               for low in (-1e9, -1e10, -1e12, -1e20, np.finfo(float).min)),
             *(_masked(lambda s, visible, low=low: softmax(s + low * visible))
               for low in (-1e9, -1e10, -1e12)))),
        Mistake("the mask on its side",
            _masked(lambda s, visible: softmax(np.where(visible.T, s, -np.inf))),
            "the mask lies on its side. In visible[i, j] the word that looks comes first, and the "
            "one that is looked at second.",
            variants=(_masked(lambda s, visible: softmax(np.where(visible.T, s, -1e9))),)),
        Mistake("softmax over the wrong axis",
            _masked(lambda s, visible: softmax(np.where(visible, s, -np.inf), axis=0)),
            "these weights sum to 1 for each word that is looked at. They should do so for each "
            "word that looks: along the last axis.",
            variants=(_masked(lambda s, visible: softmax(np.where(visible, s, -1e9), axis=0)),)),
        Mistake("keys and queries exchanged",
            lambda q, k, v, visible: my_masked_attention(k, q, v, visible),
            "keys and queries are exchanged here: row i of the scores belongs to query i."),
        _slip("only the later words hidden",
            "this hides the later words, whatever `visible` says. That is one mask of many.",
            tuple(_masked(lambda s, visible, low=low: softmax(
                np.where(np.tril(np.ones(s.shape)) > 0, s, low))) for low in (-np.inf, -1e9))),
        Mistake("adds True and False", _masked(lambda s, visible: softmax(s + visible)),
            "True and False are added as 1 and 0, so that a hidden word has a score only 1 lower. "
            "How low must it be?",
            variants=(_masked(lambda s, visible: softmax(s - ~visible)),)),
        _slip("a number that is not low enough",
            "the number in place of a hidden score is not low enough: where the others are lower "
            "still, the hidden words take over. Only one number is below all others.",
            tuple(_hidden_at(-float(low)) for low in (1, 5, 10, 20, 50, 100, 500, 700, 1000))),
        _slip("times a low number",
            "the hidden scores are multiplied here. A negative one becomes large by that, and the "
            "hidden word takes all.",
            tuple(_masked(lambda s, visible, low=low: softmax(np.where(visible, s, s * low)))
                  for low in (-np.inf, -1e9, -1e10, -1e12))),
        Mistake("no square root of d", _masked(
                lambda s, visible: softmax(np.where(visible, s, -np.inf)), lambda d: 1.0),
            "the mask is right, and the scores are not divided by the square root of d."),
        Mistake("divides by d", _masked(
                lambda s, visible: softmax(np.where(visible, s, -np.inf)), lambda d: d),
            "the mask is right, and the scores are divided by d. Its square root is asked for."),
        Mistake("all visible words alike", _masked(lambda s, visible: _share(visible * 1.0)),
            "all words that may be seen count alike here, whatever their scores."),
        Mistake("returns the weights",
            lambda q, k, v, visible: softmax(
                np.where(visible, q @ k.T / np.sqrt(q.shape[1]), -np.inf)),
            "these are the weights, rightly computed. What is mixed with them?"),
    ],
    nudge="One score for each pair of words. `np.where` can change the scores of the hidden pairs "
    "before softmax. Which number has an exponential of exactly 0?",
    after="Language models are trained this way, with every word looking back only.",
)
