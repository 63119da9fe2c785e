// Pores coloured by when the front came or is expected; electrolyte without a time has its own colour.
uniform vec3 u_colour;          // sRGB

vec4 face(vec3 electrode, float wet) {
    vec4 time = fill_time(electrode);
    if (time.a < 0.25) return vec4(u_colour * 0.82, 0.74 * wet);
    return vec4(time.rgb, mix(0.72, 0.97, 2.0 * time.a - 1.0));
}
