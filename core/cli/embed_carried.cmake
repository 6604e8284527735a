# Makes files a table of paths and texts: cmake -DFILES=a;b -DROOT=... -DCPP=... -P embed_carried.cmake
set(rows "")
list(SORT FILES)
foreach(file ${FILES})
  file(RELATIVE_PATH path ${ROOT} ${file})
  # As digits: a text may hold whatever ends a string of C++.
  file(READ ${file} digits HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${digits}")
  string(LENGTH "${digits}" twice)
  math(EXPR size "${twice} / 2")
  string(APPEND rows "    {\"${path}\", {\"${bytes}\", ${size}}},\n")
endforeach()
file(WRITE ${CPP}
     "#include \"core/cli/bundle_content.hpp\"\n\nnamespace sanad {\nnamespace {\nconst CarriedFile rows[] = {\n${rows}    {},\n};\n}  // namespace\nstd::span<const CarriedFile> carried_files() {\n    return std::span{rows}.first(std::size(rows) - 1);\n}\n}  // namespace sanad\n")
