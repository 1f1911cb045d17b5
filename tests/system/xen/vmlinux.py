#!/usr/bin/env python3
"""vmlinux.py BZIMAGE VMLINUX: takes the kernel proper out of a bzImage.

The header's fields are those of Linux' x86 boot protocol, version 2.08.
"""
import lzma
import struct
import sys

SECTOR = 512


def payload(image):
    if image[0x202:0x206] != b"HdrS":
        sys.exit("not a bzImage")
    sectors = image[0x1F1] or 4
    offset, length = struct.unpack_from("<II", image, 0x248)
    start = (sectors + 1) * SECTOR + offset
    return image[start : start + length]


def main():
    with open(sys.argv[1], "rb") as image:
        packed = payload(image.read())
    # The size of the kernel follows the packed octets: no stream goes on.
    kernel = lzma.LZMADecompressor().decompress(packed)
    if kernel[:4] != b"\x7fELF":
        sys.exit("the payload is no ELF file")
    with open(sys.argv[2], "wb") as out:
        out.write(kernel)


main()
