# Makes a file a C++ array: cmake -DFILE=... -DNAME=... -DCPP=... -P embed_bytes.cmake
file(READ ${FILE} digits HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${digits}")
file(WRITE ${CPP}
     "#include <cstddef>\n\nnamespace sanad {\nextern const unsigned char ${NAME}[];\nextern const std::size_t ${NAME}_size;\nconst unsigned char ${NAME}[] = {${bytes}};\nconst std::size_t ${NAME}_size = sizeof ${NAME};\n}  // namespace sanad\n")
