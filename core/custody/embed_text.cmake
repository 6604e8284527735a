# Makes a text a C++ string: cmake -DTEXT=... -DNAME=... -DCPP=... -P embed_text.cmake
file(READ ${TEXT} text)
file(WRITE ${CPP}.new "namespace sanad {\nextern const char* const ${NAME};\nconst char* const ${NAME} = R\"~text~(${text})~text~\";\n}  // namespace sanad\n")
file(COPY_FILE ${CPP}.new ${CPP} ONLY_IF_DIFFERENT)
