"""A GUID partition table written out by hand (UEFI 2.10, section 5.3), with every identifier fixed."""
import struct
import uuid
import zlib

SECTOR = 512
BASIC_DATA = 'ebd0a0a2-b9e5-4433-87c0-68b6b72699c7'
LINUX_DATA = '0fc63daf-8483-4772-8e79-3d69d8477de4'


def _header(own, other, sectors, entries_at, entries, disk_guid):
    first = 34
    fields = struct.pack('<8sIIIIQQQQ16sQIII', b'EFI PART', 0x10000, 92, 0, 0, own, other, first, sectors - first,
                         uuid.UUID(disk_guid).bytes_le, entries_at, 128, 128, zlib.crc32(entries))
    return fields[:16] + struct.pack('<I', zlib.crc32(fields)) + fields[20:]


def write_gpt(image, size, disk_guid, partitions):
    """`partitions`: (type GUID, own GUID, first sector, sectors, name). Protective MBR, both headers, both tables."""
    sectors = size // SECTOR
    entries = b''
    for kind, own, first, count, name in partitions:
        entries += (uuid.UUID(kind).bytes_le + uuid.UUID(own).bytes_le +
                    struct.pack('<QQQ', first, first + count - 1, 0) + name.encode('utf-16-le').ljust(72, b'\0'))
    entries = entries.ljust(128 * 128, b'\0')
    protective = (b'\0' * 446 + struct.pack('<B3sB3sII', 0, b'\0\x02\0', 0xEE, b'\xff\xff\xff', 1, sectors - 1) +
                  b'\0' * 48 + b'\x55\xaa')
    image.seek(0)
    image.write(protective)
    image.write(_header(1, sectors - 1, sectors, 2, entries, disk_guid).ljust(SECTOR, b'\0'))
    image.write(entries)
    image.seek((sectors - 33) * SECTOR)
    image.write(entries)
    image.write(_header(sectors - 1, 1, sectors, sectors - 33, entries, disk_guid).ljust(SECTOR, b'\0'))
