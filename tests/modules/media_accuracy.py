"""media.metadata and media.video against what ExifTool says of the same files."""
import datetime
import hashlib
import re

from accuracy import Check, examine, oracle

# Files of the table that are no pictures or videos, and so no business of these modules.
OTHERS = ('.dcm', '.ttf', '.indd', '.docx', '.pdf', '.kml', '.ico')
VIDEOS = ('.mov', '.avi')
# ExifTool's name of a value: ours
NAMES = {'ImageWidth': 'width', 'ImageHeight': 'height', 'Orientation': 'orientation', 'Make': 'make', 'Model': 'model',
         'Software': 'software', 'DateTimeOriginal': 'taken_local', 'CreateDate': 'created_local',
         'ModifyDate': 'modified_local', 'GPSLatitude': 'latitude', 'GPSLongitude': 'longitude', 'GPSAltitude': 'altitude',
         'GPSDateTime': 'gps_at', 'Artist': 'artist', 'Title': 'title', 'Duration': 'duration'}


def in_exif_form(value):
    """2005-09-07T15:07:40.000000-07:00, 2008:05:30 15:56:01.00 → as ExifTool writes it, which the table has without fractions
    that are zero, and rounded to what a double holds."""
    value = re.sub(r'^(\d{4})-(\d\d)-(\d\d)[T ]', r'\1:\2:\3 ', value)
    return re.sub(r'(\.\d*?)0+(?=\D|$)', r'\1', value).replace('. ', ' ').rstrip('.').replace('.Z', 'Z').replace('.+', '+')


def said(values, name):
    value = values[name]
    if isinstance(value, str) and re.match(r'^[A-Z][a-z]{2} [A-Z][a-z]{2} +\d', value):  # AVI's IDIT, of C's asctime
        value = f'{datetime.datetime.strptime(value, "%a %b %d %H:%M:%S %Y")}'
    if name in ('GPSLatitude', 'GPSLongitude', 'latitude', 'longitude', 'GPSAltitude', 'altitude'):
        return round(float(value), 7)
    if name in ('Duration', 'duration'):
        return round(float(value), 4)
    if isinstance(value, str) and re.match(r'^\d{4}[-:]\d\d[-:]\d\d', value):
        return in_exif_form(value)
    return str(value).strip()


def in_the_bytes(value, content):
    """As text, or as a date of IPTC (20040226) with or without a time beside it."""
    return any(form.encode() in content for form in (value, value.replace('-', '')[:8]))


def verbatim(path, corpus, found):
    """Each picture inside is a run of the file's own bytes, at the place that is said."""
    content = (corpus / path).read_bytes()
    places = [(line['derived'], line['source']['offset'], line['sha256']) for line in found.derived]
    return places, [(name, at, hashlib.sha256(content[at:at + line['size']]).hexdigest())
                    for (name, at, _), line in zip(places, found.derived)]


def checks(corpus):
    for path, values in oracle('exif.json').items():
        if path.endswith(OTHERS):
            continue
        video = path.endswith(VIDEOS)
        module = 'media.video' if video else 'media.metadata'
        found = examine(module, path)
        made = (found.of('video.made' if video else 'picture.made') or [{}])[0]
        if video:
            made = dict(made)
            for ours, times in (('created_at', 'created_local'), ('modified_at', 'modified_local')):
                if ours in made:
                    made[times] = made[ours].replace('Z', '')
        expected = [(ours, said(values, theirs)) for theirs, ours in NAMES.items() if str(values.get(theirs, '')).strip()]
        ours = [(name, said(made, name)) for name in NAMES.values() if name in made]
        # The table has the times without the fractions that Exif keeps beside them, unless ExifTool joined them itself.
        known = dict(expected)
        ours = [(name, value.partition('.')[0]) if name.endswith('_local') and '.' not in known.get(name, '.') else (name, value)
                for name, value in ours]
        more = [thing for thing in ours if thing[0] not in known and in_the_bytes(made[thing[0]], (corpus / path).read_bytes())]
        why = ('recorded as XMP or IPTC, which ExifTool calls Creator, By-line, ObjectName, CreatorTool, DateCreated; the bytes '
               'are in the file')
        if path.endswith('ExtendedXMP.jpg'):
            why, more = 'it stands in XMP that is spread over several segments, which Exiv2 does not join', [('title', 'PDF Title')]
        yield Check(path, module, expected, ours, 'ExifTool', why, more)
        if not video and found.derived:
            places, cut = verbatim(path, corpus, found)
            yield Check(path, module, cut, places, 'the bytes of the file')
