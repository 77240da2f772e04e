"""The prompts of `generate_input_tokens(1, length, 50257)`, and the lengths of decoder.cpp."""
PROMPT_LENGTH, STEPS, PREFILL_LENGTH, VOCABULARY = 64, 32, 512, 50257
WORD = 2**64 - 1


def scrambled(number):
    """The finaliser of SplitMix64."""
    number = (number + 0x9E3779B97F4A7C15) & WORD
    number = ((number ^ number >> 30) * 0xBF58476D1CE4E5B9) & WORD
    number = ((number ^ number >> 27) * 0x94D049BB133111EB) & WORD
    return number ^ number >> 31


def prompt(length):
    """So many ids."""
    row = scrambled((scrambled(0) + 1) & WORD)
    return [scrambled((row + place) & WORD) % VOCABULARY for place in range(length)]


def median(values):
    """As decoder.cpp takes it: of an even number the upper one."""
    return sorted(values)[len(values) // 2]
