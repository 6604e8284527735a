#!/usr/bin/env python3
"""Files of English and Urdu text, the same on every machine: words as often as words are, a few in every sentence and most
hardly ever (Zipf), and a number of its own on each line, as logs and letters have them."""
import pathlib
import random

# The most frequent first; what follows them is made of syllables.
ENGLISH = ('the of and to in a is that for it was on are as with they be at one have this from or had by but not what all '
           'were we when your can said there use an each which she do how their if will up other about out many then them '
           'these so some her would make like him into time has look two more write go see number no way could people my '
           'than first water been call who oil its now find long down day did get come made may part money account bank '
           'transfer phone message wire office meeting').split()
URDU = ('کے میں کی ہے اور سے کا کو اس کہ ہیں نے پر کر بھی یہ تھا ایک وہ جو تو ہو نہیں کیا گیا لیے ان تک ہی جا رہے ساتھ بعد '
        'کچھ ہوئے دیا تھے رہا والے اپنے کسی لوگ ہم جس پاکستان حکومت کام وقت بات دن سال گھر رقم بینک فون پیغام دفتر شہر').split()
LATIN_SYLLABLES = [c + v + e for c in ('', 'b', 'c', 'd', 'f', 'g', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'st', 'tr')
                   for v in 'aeiou' for e in ('', 'n', 'r', 's', 'l')]
URDU_SYLLABLES = [c + v for c in 'بپتجچحخدرزسشعغفقکگلمنوہی' for v in ('ا', 'ی', 'و', 'ے', '', 'ہ')]


def vocabulary(chance, frequent, syllables, size):
    words = dict.fromkeys(frequent)
    while len(words) < size:
        words[''.join(chance.choices(syllables, k=chance.randint(2, 4)))] = None
    words.pop('', None)
    return list(words)


def sentences(chance, words, count, stop):
    weights, total = [], 0.0
    for rank in range(len(words)):
        total += 1 / (rank + 2.7)
        weights.append(total)
    return [' '.join(chance.choices(words, cum_weights=weights, k=chance.randint(6, 18))) + stop for _ in range(count)]


def make_text(folder, size, seed=20):
    """Files of 80 KB on average, some of megabytes, two in five in Urdu, until there are `size` bytes."""
    chance = random.Random(seed)
    languages = [sentences(chance, vocabulary(chance, ENGLISH, LATIN_SYLLABLES, 120_000), 400_000, '.'),
                 sentences(chance, vocabulary(chance, URDU, URDU_SYLLABLES, 60_000), 250_000, '۔')]
    total, number = 0, 0
    while total < size:
        wanted = min(size - total, int(chance.lognormvariate(10.4, 1.2)) + 64)
        pool, lines, length = languages[chance.random() < 0.4], [], 0
        while length < wanted:
            for sentence in chance.choices(pool, k=64):
                line = f'{number:05}-{len(lines)} {sentence}\n'.encode()
                lines.append(line)
                length += len(line)
                if length >= wanted:
                    break
        where = pathlib.Path(folder) / f'{number // 200:03}'
        where.mkdir(parents=True, exist_ok=True)
        (where / f'{number:05}.txt').write_bytes(b''.join(lines))
        total += length
        number += 1
    return number, total
