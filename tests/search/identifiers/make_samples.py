#!/usr/bin/env python3
"""Writes the samples of every kind of identifier: KIND.txt beside this script.

Addresses and numbers with check values come from published test vectors and from the rules as written down here with
hashlib alone, independently of the program: Base58Check, BIP-173/350, BIP-39, EIP-55, Monero's base58, onion v3, Luhn,
ISO 7064. Lines: true or false | verdict | normalised value | text; in text \\n and \\xNN are bytes. A false
line is text in which nothing of the kind may be found.
"""
import base64
import hashlib
import pathlib
import random

folder = pathlib.Path(__file__).resolve().parent
words = (folder.parents[2] / 'core/search/identifiers/bip39_english.txt').read_text().split()
seed = random.Random(20261126)
kinds = {}


def written(text):
    """A blank at the end of a line would not be seen."""
    return text[:-1] + '\\x20' if text.endswith(' ') else text


def true(kind, verdict, value, text):
    kinds.setdefault(kind, []).append(f'true | {verdict} | {value} | {written(text)}')


def false(kind, *texts):
    for text in texts:
        kinds.setdefault(kind, []).append(f'false | - | - | {written(text)}')


# ---- the rules -----------------------------------------------------------------------------------------------------

def luhn(payload):
    total = sum((int(d) if i % 2 else (int(d) * 2 - 9 if int(d) > 4 else int(d) * 2))
                for i, d in enumerate(reversed(payload)))
    return payload + str(-total % 10)


def keccak(data, padding):
    """Keccak[512] with 256 bits of output."""
    rotations = [[0, 36, 3, 41, 18], [1, 44, 10, 45, 2], [62, 6, 43, 15, 61], [28, 55, 25, 21, 56], [27, 20, 39, 8, 14]]
    mask, rate = (1 << 64) - 1, 136

    def turn(x, n):
        return (x << n | x >> (64 - n)) & mask if n else x

    constants, register = [], 1
    for _ in range(24):
        constant = 0
        for j in range(7):
            if register & 1:
                constant |= 1 << (2 ** j - 1)
            register = register << 1 ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    block = bytearray(data) + bytearray([padding])
    block += bytes(-len(block) % rate)
    block[-1] |= 0x80
    state = [[0] * 5 for _ in range(5)]
    for at in range(0, len(block), rate):
        for i in range(rate // 8):
            state[i % 5][i // 5] ^= int.from_bytes(block[at + 8 * i:at + 8 * i + 8], 'little')
        for constant in constants:
            c = [s[0] ^ s[1] ^ s[2] ^ s[3] ^ s[4] for s in state]
            d = [c[(x - 1) % 5] ^ turn(c[(x + 1) % 5], 1) for x in range(5)]
            state = [[state[x][y] ^ d[x] for y in range(5)] for x in range(5)]
            b = [[0] * 5 for _ in range(5)]
            for x in range(5):
                for y in range(5):
                    b[y][(2 * x + 3 * y) % 5] = turn(state[x][y], rotations[x][y])
            state = [[b[x][y] ^ (~b[(x + 1) % 5][y] & mask & b[(x + 2) % 5][y]) for y in range(5)] for x in range(5)]
            state[0][0] ^= constant
    return b''.join(state[i % 5][i // 5].to_bytes(8, 'little') for i in range(4))


assert keccak(b'sanad' * 60, 6) == hashlib.sha3_256(b'sanad' * 60).digest()
base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'


def base58_text(data, length=None):
    number, text = int.from_bytes(data, 'big'), ''
    while number:
        number, digit = divmod(number, 58)
        text = base58[digit] + text
    return text.rjust(length, '1') if length else '1' * (len(data) - len(data.lstrip(b'\0'))) + text


def base58_check(version, payload):
    data = bytes([version]) + payload
    return base58_text(data + hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4])


def monero(network, size=64):
    data = bytes([network]) + seed.randbytes(size)
    data += keccak(data, 1)[:4]
    return ''.join(base58_text(data[i:i + 8], [0, 2, 3, 5, 6, 7, 9, 10, 11][len(data[i:i + 8])])
                   for i in range(0, len(data), 8))


def segwit(version, program):
    bits = ''.join(f'{b:08b}' for b in program)
    bits += '0' * (-len(bits) % 5)
    values = [version] + [int(bits[i:i + 5], 2) for i in range(0, len(bits), 5)]
    check = 1
    constant = 1 if version == 0 else 0x2bc830a3
    for value in [3, 3, 0, 2, 3] + values + [0] * 6:
        top = check >> 25
        check = (check & 0x1ffffff) << 5 ^ value
        for i, g in enumerate([0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]):
            check ^= g if top >> i & 1 else 0
    check ^= constant
    values += [check >> 5 * (5 - i) & 31 for i in range(6)]
    return 'bc1' + ''.join('qpzry9x8gf2tvdw0s3jn54khce6mua7l'[v] for v in values)


def eip_55(address):
    digest = keccak(address.lower().encode(), 1).hex()
    return ''.join(c.upper() if int(digest[i], 16) > 7 else c for i, c in enumerate(address.lower()))


def phrase(count):
    entropy = seed.randbytes(count * 4 // 3)
    bits = ''.join(f'{b:08b}' for b in entropy)
    bits += f'{hashlib.sha256(entropy).digest()[0]:08b}'[:count // 3]
    return ' '.join(words[int(bits[i:i + 11], 2)] for i in range(0, len(bits), 11))


def onion(version=3):
    key = seed.randbytes(32)
    check = hashlib.sha3_256(b'.onion checksum' + key + bytes([version])).digest()[:2]
    return base64.b32encode(key + check + bytes([version])).decode().lower() + '.onion'


def iban(country, account):
    number = ''.join(str(int(c, 36)) for c in account + country + '00')
    return f'{country}{98 - int(number) % 97:02d}{account}'


def wrong(text, place=-1, alphabet=base58):
    """One character of it is another."""
    old = text[place]
    new = alphabet[(alphabet.index(old) + 1) % len(alphabet)]
    place %= len(text)
    return text[:place] + new + text[place + 1:]


def digits(count):
    return ''.join(seed.choice('0123456789') for _ in range(count))


# ---- names of the net ----------------------------------------------------------------------------------------------
for value in ['ahmed.khan@example.pk', 'info@fia.gov.pk', 'a_b-c+d@mail.example.co.uk', 'x1@gmail.com', 'r.vance@lab.org',
              'sales@shop.com.pk', 'n0reply@accounts.google.com', "o'neil@example.ie", 'first.last@sub.domain.net',
              'test@university.edu.pk', 'bot@telegram.org', 'user%tag@relay.net', 'k@ab.de', 'postmaster@localbank.com']:
    true('email', 'plausible', value, f'mail to {value}, please')
true('email', 'plausible', 'ahmed@example.com', 'From: Ahmed <Ahmed@Example.COM>\\n')
true('email', 'plausible', 'sara@mail.pk', '"sara@mail.pk";')
true('email', 'plausible', 'bilal@site.com', 'mailto:bilal@site.com?subject=x')
true('email', 'plausible', 'zain@work.org', '(zain@work.org)')
true('email', 'plausible', 'two@example.net', 'cc one; two@example.net.')
true('email', 'format only', 'root@printer.local', 'root@printer.local ')
true('email', 'format only', 'admin@box.internal', 'to=admin@box.internal\\n')
false('email', '@example.com', 'user@', 'user@localhost', 'a@b', 'user@@example.com', 'user@.com', 'user@example..com',
      'user.@example.com', 'git@github', 'foo @ example.com', 'user@-example.com', 'user@example.c', 'x@1.2.3.4',
      '@media screen', 'a..b@example.com', '\\x00@\\x00', 'user@exa mple.com', 'user@example.com@evil.net', '@@@@.com',
      'handle @sanad_lab today', 'price 5@each.', 'user@example.123')

for value in ['http://example.pk/', 'https://www.facebook.com/profile.php?id=100', 'ftp://files.lab.org/a.zip',
              'https://t.me/joinchat/AAAA', 'http://192.168.1.1:8080/admin', 'https://user:pw@host.net/x',
              'http://localhost:3000/', 'https://en.wikipedia.org/wiki/Lahore_(city)', 'wss://chat.example.com/socket',
              'https://example.com/a?b=c&d=e#f', 'http://[2001:db8::1]/index.html', 'sftp://backup.net/vol',
              'https://maps.google.com/?q=31.5,74.3', 'rtsp://camera.net/stream1', 'file:///C:/Users/ali/x.txt',
              'http://a.co', 'https://sub.domain.gov.pk/path/', 'https://example.org/%D8%B3%D9%86%D8%AF']:
    true('url', 'plausible', value, f'see {value} now')
true('url', 'plausible', 'https://example.net/x', '(https://example.net/x).')
true('url', 'plausible', 'https://mixed.case.com/Path', 'HTTPS://Mixed.Case.COM/Path,')
true('url', 'plausible', 'http://three.com/a', '"http://three.com/a"')
true('url', 'format only', 'http://intranet/share', 'http://intranet/share ')
true('url', 'format only', 'market://details?id=x', 'market://details?id=x ')
false('url', 'http://', 'http:/example.com', 'http//example.com', '://example.com', 'https://', 'http:// example.com',
      'a:b//c', '//example.com/path', 'http://.', 'http://-', '1://x', 'C:\\\\path', 'http:\\\\\\\\example.com',
      'https://?', 'ftp://*', '::://', 'x:/y/z', 'http://#', 'mailto:a@b.com', 'www.example.com', 'https://[', 'http:///x')

for value in ['www.example.pk', 'fia.gov.pk', 'mail.google.com', 'sub.domain.edu.pk', 'lahore.pk', 'daraz.pk',
              'cdn.jsdelivr.net', 'pool.ntp.org', 'api.telegram.org', 'x-y.com', 'news.bbc.co.uk', 'a1b2.net', 'nadra.gov.pk',
              'www.some.tech', 'ptcl.net.pk', 'login.microsoftonline.us', 'spiegel.de']:
    true('domain', 'plausible', value, f'host {value} up')
true('domain', 'plausible', 'example.org', 'visit example.org.')
true('domain', 'plausible', 'bank.com', 'BANK.COM ')
true('domain', 'plausible', 'track.pk', 'cookie;track.pk;path')
true('domain', 'format only', 'api.server.io', 'api.server.io ')
true('domain', 'format only', 'my.host.xyz', ' my.host.xyz,')
false('domain', 'main.cpp', 'README.md', 'object.method()', 'end.It was', 'foo.py', 'script.sh', 'user@mail.example.com',
      'org.apache.commons.io', 'com.android.phone', 'x.y', '1.2.3', 'e.g. this', 'self.name', 'http://example.com/',
      'a..com', '-.com', 'image.jpg', 'setup.exe', 'v2.0.net', 'libc.so', '.com', 'window.location', '_x_.com_', 'photo.de.jpg')

for value in ['192.168.1.1', '10.20.30.40', '172.16.5.4', '8.8.8.8', '203.124.44.78', '39.32.0.1', '182.180.50.2', '111.68.99.10',
              '103.4.92.7', '119.160.1.200', '127.0.0.1', '192.0.2.55', '175.107.192.77', '58.65.128.9']:
    true('ipv4', 'plausible' if max(map(int, value.split('.'))) > 63 else 'plausible', value, f'from {value} port')
true('ipv4', 'plausible', '1.1.1.1', 'ping 1.1.1.1')
true('ipv4', 'plausible', '5.6.7.8', '5.6.7.8:8080')
true('ipv4', 'plausible', '9.9.9.9', 'dns=9.9.9.9\\n')
true('ipv4', 'plausible', '10.0.0.0', 'net 10.0.0.0/8')
true('ipv4', 'format only', '1.2.3.4', 'upgrade 1.2.3.4 done')
true('ipv4', 'format only', '6.1.7.12', 'version 6.1.7.12')
true('ipv4', 'format only', '0.0.0.0', ' 0.0.0.0 ')
true('ipv4', 'format only', '255.255.255.0', 'mask 255.255.255.0')
true('ipv4', 'plausible', '192.168.0.10', '(192.168.0.10).')
false('ipv4', '256.1.1.1', '1.2.3', '1.2.3.4.5', '01.2.3.4', '1.2.3.456', '120.0.6099.109', '1..2.3.4', 'a1.2.3.4', '1.2.3.4a',
      '1.2.3.', '1 .2.3.4', '1,2,3,4', '12.34.56', '1.2.3.04', '999.999.999.999', '1.2.3.4_x', '1.3.6.1.4.1.311', '...1', '1.2.3.4-rc1',
      'x_1.2.3.4', '300.1.1.1', '1.2.345.6789')

for value, text in [('2001:4860:4860::8888', '2001:4860:4860::8888'), ('fe80::1', 'x'), ('fe80::a00:27ff:fe4e:66a1', ''),
                    ('2400:cb00:2048:1::6810:1', ''), ('2001:db8::1', ''), ('2a00:1450:4009:80b::200e', ''),
                    ('fd12:3456:789a:1::1', ''), ('2407:d000:1:2:3:4:5:6', ''), ('ff02::1:ff00:1', ''),
                    ('2001:470:1f0b::99', ''), ('fe80::215:5dff:fe00:402', ''), ('2606:4700::1111', ''), ('fd00::abc1', '')]:
    true('ipv6', 'plausible', value, f'addr {value} up')
true('ipv6', 'plausible', '2001:db8::1', '[2001:DB8:0:0:0:0:0:1]:443')
true('ipv6', 'plausible', '2001:db8::2:1', '2001:0db8:0000:0000:0000:0000:0002:0001 ')
true('ipv6', 'plausible', 'fe80::1234', 'fe80::1234%eth0')
true('ipv6', 'plausible', '2001:db8::ff00:42:8329', '(2001:db8::ff00:42:8329)')
true('ipv6', 'plausible', '2001:db8:1::1', '2001:db8:1::1/64')
true('ipv6', 'plausible', '::ffff:c000:280', ' ::ffff:192.0.2.128 ')
true('ipv6', 'format only', '1234::5678:9abc', '1234::5678:9abc ')
true('ipv6', 'format only', 'abcd:1::99', 'abcd:1::99 ')
false('ipv6', '::', '::1', 'a::b', 'std::vector', 'dead::beef', '12:34:56', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '2001::db8::1',
      '00:11:22:33:44:55', '00:11:22:33:44:55:66:77', 'g001:db8::1', '2001:db8:::1', '12345::1', 'x2001:db8::1', 'fe80::12345',
      '10:20:30.123', 'class::a::b', '2024:01:02', 'aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99', ':1:2:3:4:5:6:7:8', '{:12:34}')

for value in ['00:1a:2b:3c:4d:5e', '3c:5a:b4:01:02:03', 'f4:8e:38:c1:11:22', '08:00:27:4e:66:a1', 'b8:27:eb:12:34:56',
              'dc:a6:32:0a:0b:0c', '52:54:00:12:34:56', 'ac:de:48:00:11:22', '00:50:56:c0:00:08', '70:85:c2:9d:00:01',
              'e0:d5:5e:aa:bb:cc', '00:15:5d:01:02:03']:
    true('mac', 'plausible', value, f'ether {value} x')
true('mac', 'plausible', '00:1b:44:11:3a:b7', '00-1B-44-11-3A-B7 ')
true('mac', 'plausible', 'a4:c3:f0:85:ac:2d', 'A4-C3-F0-85-AC-2D\\n')
true('mac', 'plausible', '00:0c:29:3e:5a:7b', 'addr=00:0C:29:3E:5A:7B;')
true('mac', 'plausible', '98:01:a7:b0:c1:d2', '(98:01:a7:b0:c1:d2)')
true('mac', 'plausible', '10:20:30:40:50:60', '"10:20:30:40:50:60"')
true('mac', 'format only', 'ff:ff:ff:ff:ff:ff', 'ff:ff:ff:ff:ff:ff ')
true('mac', 'format only', '00:00:00:00:00:00', '00:00:00:00:00:00 ')
true('mac', 'format only', '01:00:5e:00:00:fb', '01:00:5e:00:00:fb ')
true('mac', 'format only', '20:10:11:12:13:14', '20-10-11-12-13-14 ')
false('mac', '00:11:22:33:44', '00:11:22:33:44:55:66', '00:11:22:33:44:5', '00:11:22:33:44:gg', '0:1:2:3:4:5', '00-11:22-33:44-55',
      '001122334455', '00 11 22 33 44 55', '12:34:56', '2024-01-02', '00:11:22:33:44:55z', 'x00:11:22:33:44:55',
      'aa:bb:cc:dd:ee:ff:00:11', '00::11:22:33:44', '11-22-33-44-55', 'ab-cd-ef', '550e8400-e29b-41d4-a716-446655440000',
      '00:11:22:33:44:555', '00.11.22.33.44.55', '_00:11:22:33:44:55', '00-11-22-33-44-55-66', '1:00:11:22:33:44:55')

# ---- Pakistan and telephones ---------------------------------------------------------------------------------------
for text, value in [('0300-1234567', '+923001234567'), ('03211234567', '+923211234567'), ('+92 333 1234567', '+923331234567'),
                    ('+923451234567', '+923451234567'), ('0092 312 1234567', '+923121234567'), ('0092-345-7654321', '+923457654321'),
                    ('0315 1234567', '+923151234567'), ('+92-300-7654321', '+923007654321'), ('923001234567@s.whatsapp.net', '+923001234567'),
                    ('(042) 35761999', '+924235761999'), ('042-35761999', '+924235761999'), ('+92 21 35640001', '+922135640001'),
                    ('051-9201234', None), ('+92 51 9261234', '+92519261234'), ('0301 234 5678', '+923012345678'),
                    ('+442079460018', '+442079460018'), ('+1 202-456-1414', '+12024561414'), ('+971 50 123 4567', '+971501234567'),
                    ('+966 55 123 4567', '+966551234567'), ('+49 30 901820', '+4930901820'), ('+33 1 42 68 53 00', '+33142685300'),
                    ('+91 98765 43210', '+919876543210'), ('021-111-222-333', '+9221111222333'), ('0334.1234567', '+923341234567')]:
    if value:
        true('phone', 'plausible', value, f'call {text} now' if '@' not in text else text)
false('phone', '0200-1234567890', '12345', '+9212', '+00000000000', '1234567890123456', '20240102030405', '0123', '03001234567890',
      'x03001234567', '03001234567x', '+92 300 12345', '123-456', '0.3001234567', '2024-01-02 10:20', '99999999999', '+999123456789',
      '1700000000000', '3001234567', 'id=A03001234567', '0300123456', '192.168.1.100', '92-300', '02-03-2024 11:12')

for value in ['35202-1234567-1', '42101-7654321-3', '61101-1112223-4', '17301-5556667-8', '54400-9876543-2', '71501-2223334-5',
              '21201-3334445-6', '36302-0001112-7', '31102-4445556-9', '37405-1231231-1', '45504-3213213-2', '16101-9990001-3']:
    true('cnic', 'plausible', value, f'No {value} of')
true('cnic', 'plausible', '35202-7654321-9', 'CNIC: 3520276543219')
true('cnic', 'plausible', '42201-1112223-5', 'شناختی کارڈ نمبر 4220111122235')
true('cnic', 'plausible', '37405-1112223-3', 'cnic no 3740511122233\\n')
true('cnic', 'plausible', '61101-2223334-7', 'id card 61101 2223334 7')
true('cnic', 'plausible', '35201-8889990-1', '"35201-8889990-1"')
true('cnic', 'plausible', '42000-1234567-9', 'nadra,4200012345679,')
true('cnic', 'format only', '35202-1234567-0', '35202-1234567-0 ')
true('cnic', 'format only', '17000-0000012-3', ' 1700000000123 ')
true('cnic', 'format only', '35202-9876543-1', ' 3520298765431,')
true('cnic', 'format only', '11111-1111111-1', '11111-1111111-1 ')
# No province of the published list: written as a CNIC, or called one, it is told as its form alone.
true('cnic', 'format only', '82203-1234567-1', '82203-1234567-1')
true('cnic', 'format only', '95202-1234567-1', 'cnic 9520212345671')
false('cnic', '05202-1234567-1', '8220312345671', '35202-123456-1', '35202-12345678-1', '3520-1234567-1',
      '352021234567', '35202123456711', 'a3520212345671', '3520212345671b', '35202-1234567-12', '135202-1234567-1', '35202-1234567',
      '35202--1234567-1', '35202/1234567/1', '35202-1234567-1-2', '1.3520212345671', '3520212345671.5', '9-35202-1234567-1', '0x3520212345671',
      '8520212345671', '35202_1234567_1')

for number in ['1234567-8', '7654321-0', '0012345-6', '3456789-1', '2222333-4', '4445556-7', '1357924-6', '9876543-2', '5554443-2', '8081828-3']:
    true('ntn', 'format only', number, f'NTN {number}')
for number in ['1112223-4', '6667778-9', '0987654-3', '2468013-5', '3141592-6', '2718281-8']:
    true('ntn', 'format only', number, f'FBR tax no. {number},')
true('ntn', 'format only', '1414213-5', 'ٹیکس 1414213-5')
true('ntn', 'format only', '1234567-8', 'ref 1234567-8 x')
true('ntn', 'format only', '7777888-9', '7777888-9\\n')
true('ntn', 'format only', '5000001-2', '(5000001-2)')
false('ntn', '123456-7', '12345678-9', '1234567-89', '1234567 8', '35202-1234567-1', '1-1234567-8', '1234567-8-9', 'a1234567-8', '1234567-8a',
      '1234567.8', '1234567_8', '12345678', '1234567-', '-8', '021-1234567-8', '1234567--8', '1.1234567-8', '1234567-8.5', '0300-1234567', '11234567-8')

plates = ['LEA-1234', 'LEB-21-5678', 'RIM-456', 'ICT-789', 'ABC-123', 'KHI-4321', 'AJK-55', 'BKC-777', 'LZX-9090', 'STA-101']
for value in plates:
    true('vehicle_plate', 'plausible', value, f'vehicle {value} seen')
for value in ['LEC-17-2345', 'MNA-888', 'GAA-12', 'AQR-456', 'BZ-1999']:
    true('vehicle_plate', 'plausible', value, f'Registration no. {value.replace("-", " ")}, white')
for value in ['LED-3344', 'AFR-818']:
    true('vehicle_plate', 'plausible', value, f'گاڑی {value}')
for value in ['LHR-5566', 'CAF-021', 'QAB-3232']:
    true('vehicle_plate', 'plausible', value, f'motorcycle {value.replace("-", "")} black')
false('vehicle_plate', 'LEA-1234', 'vehicle lea-1234', 'vehicle LEA-1', 'vehicle LEA-123456', 'vehicle ABCDE-123', 'vehicle', 'car 1234',
      'the CAR', 'registration USD-500', 'vehicle PKR 5000', 'vehicle xLEA-1234', 'vehicle LEA-1234x', 'ISO-9001 registration', 'UTF-16', 'CVE-2024',
      'vehicle LEA_1234', 'vehicle RS 5000', 'vehicle CNIC 35202', 'vehicle FIR 123', 'AB-12 in a text about nothing', 'vehicle LEA-1234-A')

for value in ['12345678901', '9876543210', '123456789012', '20319876543', '5550001112', '401234567890']:
    true('wallet_transaction', 'plausible', value, f'TID {value}')
for value in ['11223344556', '998877665544', '1029384756', '60709080100', '7418529630']:
    true('wallet_transaction', 'plausible', value, f'Easypaisa: Rs. 5000 sent. Trx ID {value}.')
for value in ['24681357901', '13579246801', '8008008001', '314159265358', '27182818284']:
    true('wallet_transaction', 'plausible', value, f'JazzCash transaction id: {value}\\n')
for value in ['16180339887', '1414213562', '173205080756', '22360679774']:
    true('wallet_transaction', 'plausible', value, f'ٹرانزیکشن {value}')
false('wallet_transaction', '12345678901', 'TID 123456789', 'TID 1234567890123', 'TID x12345678901', 'TID 12345678901x', 'TID 1.2345678901',
      'TID 03001234567', 'easypaisa 923001234567', 'trx', 'tides 12345678901', 'TID 123 456', 'TID 12345-678901', 'TID: none', 'easypaisa 5000',
      'number 9876543210', 'call 12345678901', 'sum 12345678901', 'TID 12345678901.5', 'TID 1234567890a', 'jazzcash account')

# ---- banks and cards -----------------------------------------------------------------------------------------------
true('iban', 'valid', 'PK36SCBL0000001123456702', 'IBAN PK36SCBL0000001123456702')
true('iban', 'valid', 'GB29NWBK60161331926819', 'GB29 NWBK 6016 1331 9268 19 ')
true('iban', 'valid', 'DE89370400440532013000', 'DE89370400440532013000,')
true('iban', 'valid', 'FR1420041010050500013M02606', 'FR14 2004 1010 0505 0001 3M02 606')
true('iban', 'valid', 'SA0380000000608010167519', 'SA0380000000608010167519\\n')
true('iban', 'valid', 'AE070331234567890123456', '(AE070331234567890123456)')
true('iban', 'valid', 'NL91ABNA0417164300', 'NL91ABNA0417164300 ')
true('iban', 'valid', 'CH9300762011623852957', 'CH93 0076 2011 6238 5295 7;')
true('iban', 'valid', 'TR330006100519786457841326', 'TR330006100519786457841326')
for bank in ['HABB', 'MUCB', 'UNIL', 'ALFH', 'MEZN', 'NBPA', 'BPUN', 'TMFB', 'JCMA']:
    value = iban('PK', bank + ''.join(seed.choice('0123456789ABCDEF') for _ in range(16)))
    true('iban', 'valid', value, f'to {value}.' if bank < 'M' else 'to ' + ' '.join(value[i:i + 4] for i in range(0, 24, 4)))
true('iban', 'format only', 'PK37SCBL0000001123456702', 'IBAN PK37SCBL0000001123456702')
true('iban', 'format only', 'GB30NWBK60161331926819', 'GB30 NWBK 6016 1331 9268 19')
false('iban', 'PK37SCBL0000001123456702', 'PK36SCBL000000112345670', 'PK36SCBL00000011234567021', 'XX36SCBL0000001123456702',
      'pk36scbl0000001123456702', 'PK36123400000011234567 02', 'PKAASCBL0000001123456702', 'APK36SCBL0000001123456702',
      'PK36SCBL0000001123456702A', 'GB29NWBK6016133192681', 'DE89370400440532013001', 'PK36', 'DE8937040044053201300', 'PK36-SCBL',
      'NO12', 'GB29 1234 6016 1331 9268 19', 'FR1420041010050500013M02607', 'US12345678901234567890', 'PK36SCBL00000011234567é2',
      'CA36SCBL0000001123456702', '_DE89')

for number in ['4111111111111111', '5555555555554444', '378282246310005', '371449635398431', '6011111111111117', '30569309025904',
               '3530111333300000', '4012888888881881', '5105105105105100', '6011000990139424', '2223003122003222', '4222222222222',
               '38520000023237']:
    if number.startswith('385'):
        continue
    true('card', 'valid', number, f'card {number} exp')
true('card', 'valid', '4242424242424242', '4242 4242 4242 4242 ')
true('card', 'valid', '5200828282828210', '5200-8282-8282-8210,')
true('card', 'valid', '378734493671000', '3787 344936 71000')
for head in ['22051234567', '62123456789', '40000012345', '52345678901', '65011234567']:
    value = luhn(head + digits(4))
    true('card', 'valid', value, f'pan={value};')
true('card', 'format only', '4111111111111112', '4111 1111 1111 1112')
true('card', 'format only', '5555555555554445', '5555-5555-5555-4445')
false('card', '4111111111111112', '1234567890123456', '0000000000000000', '411111111111111', '41111111111111111111', 'a4111111111111111',
      '4111111111111111b', '9999999999999995', '1700000000000000', '4111-1111-1111', '4111.1111.1111.1111', '4111 1111 1111 1111 1111 1111',
      '1.4111111111111111', '4111111111111111.5', '7992739871300000', '5055555555555554', '4000000000000000', '378282246310006',
      '6011111111111118', '0x4111111111111111', '8888888888888888', '2100000000000005', '4-1111111111111111',
      'IMEI 490154203237518 of the handset', 'IMSI 410011234567890 of the SIM')
true('card', 'valid', '4222222222222', 'card 4222222222222 exp')

# ---- devices and subscriptions -------------------------------------------------------------------------------------
for head in ['49015420323751', '35209900176148', '01234500678901', '86123404567890', '35693803564380', '99000123456789', '35824005111111',
             '86755902334455', '35391805123456', '01326700112233']:
    value = luhn(head)
    true('imei', 'valid', value, f'IMEI: {value}')
for head in ['35209900176148', '49015420323751', '86012345678901', '35456789012345']:
    value = luhn(head)
    true('imei', 'valid', value, f'{value[:2]}-{value[2:8]}-{value[8:14]}-{value[14]}')
for head in ['35300109876543', '86900112345678', '01440000555666', '35999901020304']:
    value = luhn(head)
    true('imei', 'plausible', value, f' {value} ')
true('imei', 'format only', '490154203237519', 'imei 490154203237519')
true('imei', 'format only', '352099001761482', 'IMEI1=352099001761482')
# Beside "imsi" the check digit holds by chance; the number's own label stands before it.
true('imei', 'plausible', luhn('51001123456789'), f"IMEI 490154203237518, IMSI {luhn('51001123456789')}")
true('imei', 'plausible', luhn('51001123456789'), f"IMSI: {luhn('51001123456789')}\\nIMEI: 490154203237518")
true('imei', 'valid', '490154203237518', f"IMEI: 490154203237518\\nIMSI: {luhn('51001123456789')}")
true('imei', 'valid', '490154203237518', 'IMEI/IMSI 490154203237518')
false('imei', 'IMSI 410011234567890 of a handset', '490154203237519', '000000000000000', '49015420323751', '4901542032375180', 'a490154203237518', '490154203237518b', '123456789012345',
      luhn('20000000000000'), luhn('77123456789012'), '4901542032375.18', '49 015420 323751', '111111111111111', '352099001761482',
      '35-209900-176148', '860123456789012345', '0x490154203237518', '1490154203237518', 'imei', '49015-42032-37518', '4901542032375180000',
      '7.490154203237518')

for value in ['4901542032375178', '3520990017614823', '8612340456789001', '0123450067890112', '3569380356438077', '9900012345678901',
              '3582400511111102', '8675590233445512', '3539180512345634', '0132670011223356']:
    true('imeisv', 'plausible', value, f'IMEISV {value}')
for value in ['4901542032375100', '3520990017614801', '8601234567890112', '3545678901234578', '0144000055566690']:
    true('imeisv', 'plausible', value, f'{value[:2]}-{value[2:8]}-{value[8:14]}-{value[14:]}')
for value in ['3530010987654301', '8690011234567802', '3599990102030403']:
    true('imeisv', 'plausible', value, f'handset {value},')
true('imeisv', 'format only', '7712345678901234', 'imei 7712345678901234')
true('imeisv', 'format only', '2212345678901234', 'imeisv=2212345678901234')
false('imeisv', '4901542032375178', '1234567890123456', '49015420323751', '49-015420-323751-7', 'IMEISV 490154203237517', 'IMEISV 49015420323751789',
      'IMEISV x4901542032375178', 'IMEISV 4901542032375178x', 'imei 1111111111111111', '4111111111111111', '49-015420-323751-789', 'IMEISV',
      'IMEISV 4.901542032375178', '4901-5420-3237-5178', 'number 4901542032375178', 'IMEISV 49 015420 323751', 'imeis 12', '0000000000000000',
      '8612340456789001', 'IMEISV 4901542032375178.1')

for head in ['899203' + digits(12), '899201' + digits(12), '899207' + digits(12), '899204' + digits(12), '899206' + digits(12),
             '8992031' + digits(11), '8992011' + digits(11), '894412' + digits(12), '899665' + digits(12), '899712' + digits(12)]:
    value = luhn(head)
    true('iccid', 'valid', value, f'{value} ')
for head in ['899203' + digits(13), '899207' + digits(13), '899204' + digits(13), '894430' + digits(13)]:
    value = luhn(head)
    true('iccid', 'valid', value, f'ICCID {value}')
value = luhn('899203' + digits(13))
true('iccid', 'valid', value, ' '.join(value[i:i + 4] for i in range(0, 20, 4)))
value = luhn('899207' + digits(12))
true('iccid', 'valid', value, '-'.join(value[i:i + 4] for i in range(0, 19, 4)))
for head in ['899203' + digits(12), '899206' + digits(12), '899201' + digits(13)]:
    value = wrong(luhn(head), -1, '0123456789')
    true('iccid', 'format only', value, f'{value},')
value = wrong(luhn('894411' + digits(12)), -1, '0123456789')
true('iccid', 'format only', value, f'sim {value}')
good = luhn('899203' + digits(12))
false('iccid', '8912345678901234567'[:18], good[:17], good + '123', 'a' + good, good + 'b', '1' + good + '1', '0' + good[1:], '79' + good[2:],
      wrong(luhn('894411' + digits(12)), -1, '0123456789'), wrong(luhn('895511' + digits(12)), -1, '0123456789'), good[:10], '1.' + good,
      good + '.5', good[:4] + '.' + good[4:], '0x' + good, good[:19] + '-1', '12345678901234567890', '0000000000000000000', '88' + good[2:],
      good[:2] + ' ' + good[2:9], '9' * 19)

for value in ['410011234567890', '410031112223334', '410042223334445', '410063334445556', '410074445556667', '410019998887776', '410036665554443',
              '410041231231231', '262011234567890', '310150123456789', '234151234567890', '404201234567890']:
    true('imsi', 'plausible', value, f'IMSI {value}')
for value in ['410012345678901', '410034567890123', '410045678901234', '410067890123456']:
    true('imsi', 'plausible', value, f'sim: {value};')
for value in ['410019876543210', '410071029384756']:
    true('imsi', 'plausible', value, f'{value[:3]} {value[3:5]} {value[5:]}')
for value in ['410031029384756', '410065647382910']:
    true('imsi', 'format only', value, f' {value} ')
# The check digit of an IMEI holds, by chance; called by its name all the same.
true('imsi', 'plausible', luhn('51001123456789'), f"IMSI {luhn('51001123456789')}")
true('imsi', 'plausible', luhn('51001123456789'), f"IMEI 490154203237518, IMSI {luhn('51001123456789')}")
true('imsi', 'format only', '490154203237518', 'IMEI/IMSI 490154203237518')
false('imsi', 'SIM 1, IMEI 490154203237518', 'sim 490154203237518', 'ICCID and device 352099001761481', '262011234567890', '41001123456789', '4100112345678901', 'a410011234567890', '410011234567890b', '410991234567890', '123456789012345',
      'IMSI 12345', 'IMSI 910011234567890', 'IMSI 010011234567890', 'IMSI 111111111111111', '410 01', '0x410011234567890', '4.10011234567890',
      '410011234567890.1', '410-01', 'IMSI', '999991234567890', '441011234567890', '310150123456789')

# ---- currencies ----------------------------------------------------------------------------------------------------
for value in ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy', '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2',
              'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3',
              'bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y', 'bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs',
              'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0']:
    true('btc', 'valid', value, f'pay {value} now')
true('btc', 'valid', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'bitcoin:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4?amount=1')
for version in [0, 0, 0, 5, 5, 5]:
    value = base58_check(version, seed.randbytes(20))
    true('btc', 'valid', value, f'"{value}"')
for version, size in [(0, 20), (0, 32), (1, 32)]:
    value = segwit(version, seed.randbytes(size))
    true('btc', 'valid', value, f'{value}\\n')
value = wrong(base58_check(0, seed.randbytes(20)), 20)
true('btc', 'format only', value, f'bitcoin {value}')
value = wrong(segwit(0, seed.randbytes(20)), 20, 'qpzry9x8gf2tvdw0s3jn54khce6mua7l')
true('btc', 'format only', value, f'{value} ')
good = '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'
false('btc', wrong(good, 10), wrong(good, -2), good[:-1], good + 'X', 'x' + good, good.lower(), '1' * 34, '3' * 34, good.replace('e', '0'),
      '2' + good[1:], 'bc1', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3', 'bc2qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', good[:20] + ' ' + good[20:],
      base58_check(0x6f, seed.randbytes(20)), hashlib.md5(b'a').hexdigest(), '1' + 'a' * 30, good + '_', '+' + good,
      'bc1rw5uspcuf', base58_check(0x80, seed.randbytes(20)), '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLz')

for value in ['5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'fB6916095ca1df60bB79Ce92cE3Ea74c37c5d359', 'dbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
              'D1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb', 'dAC17F958D2ee523a2206206994597C13D831ec7', 'A0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48',
              'C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2', '6B175474E89094C44Da98b954EedeAC495271d0F']:
    assert eip_55(value) == value
    true('eth', 'valid', '0x' + value.lower(), f'to 0x{value}.')
for _ in range(5):
    value = eip_55(seed.randbytes(20).hex())
    true('eth', 'valid', '0x' + value.lower(), f'"0x{value}"')
for value in ['52908400098527886E0F7030069857D2E4169EE7', '8617E340B3D01FA5F11F306F4090FD50E238070D', 'de709f2102306220921060314715629080e2fb77',
              '27b1fdb04752bbc536007a920d24acb045561c26']:
    true('eth', 'plausible', '0x' + value.lower(), f'0x{value}\\n')
for _ in range(2):
    value = eip_55(seed.randbytes(20).hex()).swapcase()
    true('eth', 'format only', '0x' + value.lower(), f' 0x{value} ')
true('eth', 'format only', '0x' + '0' * 40, '0x' + '0' * 40)
good = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
false('eth', good[:-1], good + 'a', good[2:], 'x' + good[1:], good.replace('0x5', '0x5g')[:42], good + 'aabbccddeeff00112233445566', '0x', '0x1234',
      good[:20] + ' ' + good[20:], good.replace('F', 'G'), '1' + good, '0y' + good[2:], good + 'zz', hashlib.sha1(b'a').hexdigest(),
      hashlib.sha256(b'a').hexdigest(), '0x' + hashlib.sha256(b'a').hexdigest(), '_' + good, good + '_', '0x' + 'g' * 40, '+' + good, '0x' + '5a ' * 20)

for value in ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', 'TLyqzVGLV1srkB7dToTAEqgDSfPtXRJZYH']:
    true('tron', 'valid', value, f'USDT TRC20 {value}')
for _ in range(16):
    value = base58_check(0x41, seed.randbytes(20))
    true('tron', 'valid', value, f'send to {value}, thanks')
for _ in range(2):
    value = wrong(base58_check(0x41, seed.randbytes(20)), 15)
    true('tron', 'format only', value, f'tron {value}')
good = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'
false('tron', wrong(good, 10), wrong(good, -1), good[:-1], good + 'x', 'x' + good, good.lower(), 'T' * 34, 'S' + good[1:], good.replace('8', '0'),
      'T' + 'a' * 33, good[:10] + ' ' + good[10:], good + '_', '+' + good, base58_check(0, seed.randbytes(20)), base58_check(0x42, seed.randbytes(20)),
      'TRANSFERCOMPLETEDSUCCESSFULLYTODAY', 'ThisIsAnIdentifierOfAProgramInJava', good.upper(), good[1:], 'TG', good + 'TR7')

for value in ['44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A',
              '888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H']:
    true('xmr', 'valid', value, f'donate {value} thanks')
for network, size in [(18, 64)] * 8 + [(42, 64)] * 6 + [(19, 72)] * 3:
    value = monero(network, size)
    true('xmr', 'valid', value, f'{value}\\n')
for network in [18, 42]:
    value = wrong(monero(network), 40)
    true('xmr', 'format only', value, f'{value} ')
good = monero(18)
for text in [good[:-1], good + 'a', 'x' + good, '1' + good[1:], good[:50] + ' ' + good[50:], '4' + '0' + good[2:], good[:94], '5' + good[1:],
             good + '+', '+' + good, '4' * 94, '8' + '0' * 94, '4' + 'l' * 94, good[10:], hashlib.sha512(b'a').hexdigest(), '4' + 'f' * 96,
             'a' * 95, good + '_', '7' + base64.b64encode(seed.randbytes(90)).decode()[1:], '4' + 'O' * 94, '4' + '1234567890' * 9]:
    false('xmr', text)

for value in ['abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about',
              'legal winner thank year wave sausage worth useful legal winner thank yellow',
              'letter advice cage absurd amount doctor acoustic avoid letter advice cage above',
              'zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong']:
    true('bip39', 'valid', value, f'{value}\\n')
for count in [12, 15, 18, 21, 24, 12, 24, 12, 15, 24]:
    value = phrase(count)
    true('bip39', 'valid', value, f'Seed: {value}.')
value = phrase(12)
true('bip39', 'valid', value, value.replace(' ', '\\n'))
value = phrase(24)
true('bip39', 'valid', value, '"' + value.replace(' ', ', ') + '"')
for count in [12, 15, 18, 24]:
    chosen = phrase(count).split()
    while True:  # a last word that does not hold
        chosen[-1] = seed.choice(words)
        numbers = [words.index(w) for w in chosen]
        bits = ''.join(f'{n:011b}' for n in numbers)
        entropy = int(bits[:count * 32 // 3], 2).to_bytes(count * 4 // 3, 'big')
        if f'{hashlib.sha256(entropy).digest()[0]:08b}'[:count // 3] != bits[count * 32 // 3:]:
            break
    true('bip39', 'format only', ' '.join(chosen), ' '.join(chosen) + '\\n')
good = phrase(12).split()
false('bip39', ' '.join(good[:11]), ' '.join(good[:6] + ['the'] + good[6:11]), ' '.join(good[:5] + ['xyzzy'] + good[6:]), ' '.join(good).upper(),
      ' '.join(good).title(), '  '.join(good[:11]), 'abandon ' * 12, ' '.join(words[:100]), ''.join(good), '.'.join(good), '_'.join(good),
      ' '.join(good[:6]) + '. ' + ' '.join(good[6:]), ' '.join(w + 's' for w in good), 'the quick brown fox jumps over the lazy dog and runs away',
      'it was the best of times it was the worst of times it was the age of wisdom', ' '.join(good[:11] + ['abandonx']), '1 2 3 4 5 6 7 8 9 10 11 12',
      'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor', ' '.join(good[:4] + ['12'] + good[4:11]), 'zoo ' * 30,
      ' '.join(words[500:600]))

for _ in range(14):
    value = onion()
    true('onion', 'valid', value, f'http://{value}/' if _ % 2 else f'visit {value} tonight')
value = 'duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion'
true('onion', 'valid', value, f'https://{value}/')
value = onion()
true('onion', 'valid', value, f'www.{value}:80')
for _ in range(2):
    value = wrong(onion(), 10, 'abcdefghijklmnopqrstuvwxyz234567')
    true('onion', 'format only', value, f'{value}\\n')
true('onion', 'format only', 'expyuzz4wqqyqhjn.onion', 'expyuzz4wqqyqhjn.onion ')
true('onion', 'format only', '3g2upl4pq6kufc4m.onion', 'http://3g2upl4pq6kufc4m.onion/')
good = onion()[:-6]
false('onion', good, good[:-1] + '.onion', good + 'a.onion', 'a.onion', 'red.onion', good.replace(good[5], '1') + '.onion', good + '.onions',
      good + '.com', good + ' .onion', 'onion', '.onion', good[:15] + '.onion', good[:17] + '.onion', good[:55] + '-.onion', good + '_.onion',
      'expyuzz4wqqyqhj1.onion', good[:30] + '.onion', 'spring.onion soup', good + '.onionx', good + 'onion', 'expyuzz4wqqyqhj8.onion')

# ---- places --------------------------------------------------------------------------------------------------------
for text, value in [('lat: 31.5204, lon: 74.3587', '31.5204,74.3587'), ('geo:24.8607,67.0011', '24.8607,67.0011'),
                    ('https://maps.google.com/?q=33.6844,73.0479', '33.6844,73.0479'), ('"lat":34.0151,"lng":71.5249', '34.0151,71.5249'),
                    ('@31.5820,74.3294,15z', '31.5820,74.3294'), ('GPS 30.1575 71.5249', '30.1575,71.5249'),
                    ('31.5204° N, 74.3587° E', '31.5204,74.3587'), ('33.7294N 73.0931E', '33.7294,73.0931'),
                    ('latitude=25.3960 longitude=68.3578', '25.3960,68.3578'), ('location: 32.1877, 74.1945', '32.1877,74.1945'),
                    ('coordinates 51.5007, -0.1246', '51.5007,-0.1246'), ('33.8688° S, 151.2093° E', '-33.8688,151.2093'),
                    ('40.6892N 74.0445W', '40.6892,-74.0445'), ('geo:-34.6037,-58.3816', '-34.6037,-58.3816'),
                    ('{"latitude": 24.9056, "longitude": 67.0822}', '24.9056,67.0822'), ('ll=33.5651%2C73.0169', '33.5651,73.0169'),
                    ('gps,30.181459,66.996620', '30.181459,66.996620'), ('مقام 31.4504, 73.1350', '31.4504,73.1350'),
                    ('<trkpt lat="35.9208" lon="74.3144">', '35.9208,74.3144')]:
    true('gps', 'plausible', value, text)
true('gps', 'format only', '31.52041,74.35870', 'at 31.52041,74.35870 then')
true('gps', 'format only', '24.86070,67.00110', '(24.86070, 67.00110)')
false('gps', '31.52, 74.35', '31.5204', 'lat: 91.0000, lon: 74.0000', 'lat: 31.5204, lon: 181.0000', '0.12345,0.67890', '1.0000 2.0000', '3.14159 2.71828',
      '31.5204,74.3587,12.3456', 'lat 31.5204', '192.168.10.20,10.20.30.40', 'v31.52041,74.35870', '31.52041,74.35870,1.00000', 'lat: 31,5204 lon: 74,3587',
      '1234.5678,74.3587', '31.520, 74.358', 'sum 12.5000, 13.5000', '31.5204 and 74.3587', 'geo:abc,def', '1.00000;2.00000;3.00000', '99.99999,999.99999',
      '0.0000,0.0000')

for kind, lines in kinds.items():
    (folder / f'{kind}.txt').write_text('\n'.join(lines) + '\n', encoding='utf-8')
    count = [sum(line.startswith(word) for line in lines) for word in ('true', 'false')]
    print(f'{kind:20}{count[0]:4} true {count[1]:4} false{"" if min(count) >= 20 else "   TOO FEW"}')
