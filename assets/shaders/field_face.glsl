// Pores coloured by a field such as when the front came; electrolyte without a value has its own colour.
uniform vec3 u_colour;          // sRGB

vec4 face(vec3 electrode, float wet) {
    vec4 told = field(electrode);
    if (told.a < 0.25) return vec4(u_colour * 0.82, 0.74 * wet);
    return vec4(told.rgb, mix(0.72, 0.97, 2.0 * told.a - 1.0));
}
