uniform vec4 u_colour;          // premultiplied, sRGB

void main() {
    gl_FragColor = u_colour;
}
